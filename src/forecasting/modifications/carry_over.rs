//! Modifications that go along: onto a new forecast of the same weeks, or with a copy.

use std::collections::BTreeSet;
use std::ops::Range;

use crewcast_forecasts::modifications::{Portion, Series, check, portion};

use super::laid_over::{horizon, series};
use super::modification::stored;
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::forecasting::forecasts::{Forecast, forecasts_touching, statistical_data};
use crate::forecasting::store::modifications::{self as store, ModificationRow};
use crate::forecasting::store::planning_groups;
use crate::organisation::WeekGrid;
use crate::tenancy::{Scope, new_id};

/// Days of a week, each of which looks for the latest forecast before.
const DAYS_OF_A_WEEK: usize = 7;

/// The rows that a new forecast takes over from earlier ones.
///
/// For each of its weeks and each of its planning groups the latest forecast of the business unit that covers both
/// counts, and none before it: what a planner took away there stays away. Its enabled modifications are cut down to
/// the weeks and groups taken ([`portion`]), in their order, and keep author, reason, event and date; intervals are
/// mapped by their instants. Forecasts in another time zone or with other intervals speak of other hours and are passed
/// over, and so is a total of a week or day that the new forecast cuts in two.
pub(in crate::forecasting) fn carry_over(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
    business_unit_id: &str,
    grid: &WeekGrid,
    planning_group_ids: &[&str],
) -> Result<Vec<ModificationRow>, Failure> {
    let mut earlier = forecasts_touching(conn, scope, business_unit_id, grid)?;
    earlier.retain(|forecast| {
        forecast.id != forecast_id
            && forecast.time_zone == grid.zone()
            && forecast.interval_length_minutes == grid.interval_minutes()
    });
    earlier.sort_by(|one, other| (other.created_at, &other.id).cmp(&(one.created_at, &one.id)));
    let new_horizon = horizon(grid)?;
    let mut spoken_for = BTreeSet::new();
    let mut rows: Vec<ModificationRow> = Vec::new();
    for forecast in earlier {
        let held = planning_groups(conn, scope.tenant(), &forecast.id)?;
        let shared: Vec<&str> = planning_group_ids
            .iter()
            .copied()
            .filter(|id| held.iter().any(|group| group == id))
            .collect();
        let portions = portions(&forecast.grid()?, grid, &shared, &mut spoken_for);
        let modifications = store::of_forecast(conn, scope.tenant(), &forecast.id)?;
        if portions.is_empty() || !modifications.iter().any(|row| row.enabled) {
            continue;
        }
        let old_horizon = horizon(&forecast.grid()?)?;
        let statistical = statistical_data(conn, scope, &forecast.id)?;
        let statistical: Vec<Series> = statistical.into_iter().map(series).collect();
        for part in &portions {
            for row in modifications.iter().filter(|row| row.enabled) {
                let cut = portion(&stored(row)?, &statistical, &old_horizon, part)
                    .map_err(|faults| unfit(&forecast, row, &faults))?;
                let Some(cut) = cut else { continue };
                if check(&cut, &new_horizon, planning_group_ids).is_ok() {
                    let position = i32::try_from(rows.len()).unwrap_or(i32::MAX);
                    rows.push(ModificationRow {
                        modification: documents::write(&cut)?,
                        ..taken_over(scope, row, forecast_id, position)
                    });
                }
            }
        }
    }
    Ok(rows)
}

/// The rows of a copy: all modifications, those that are switched off too.
pub(in crate::forecasting) fn copies(
    conn: &mut Conn<'_>,
    scope: &Scope,
    from: &str,
    to: &str,
) -> Result<Vec<ModificationRow>, Failure> {
    let rows = store::of_forecast(conn, scope.tenant(), from)?;
    Ok(rows
        .iter()
        .map(|row| taken_over(scope, row, to, row.position))
        .collect())
}

fn taken_over(
    scope: &Scope,
    row: &ModificationRow,
    forecast_id: &str,
    position: i32,
) -> ModificationRow {
    ModificationRow {
        id: new_id(scope.now),
        forecast_id: forecast_id.to_owned(),
        position,
        carried_from_forecast_id: Some(row.forecast_id.clone()),
        carried_from_modification_id: Some(row.id.clone()),
        version: 1,
        ..row.clone()
    }
}

/// What an earlier forecast gives to a new one: runs of weeks in which it gives the same planning groups. Takes them
/// from what is still to be had.
fn portions(
    old: &WeekGrid,
    new: &WeekGrid,
    shared: &[&str],
    spoken_for: &mut BTreeSet<(usize, String)>,
) -> Vec<Portion> {
    let mut found: Vec<Portion> = Vec::new();
    for (week, days) in new.days().chunks(DAYS_OF_A_WEEK).enumerate() {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            continue;
        };
        let span = first.first_interval..last.first_interval + last.intervals;
        let Some(intervals) = in_grid(old, new, &span) else {
            continue;
        };
        let groups: Vec<String> = shared
            .iter()
            .filter(|id| spoken_for.insert((week, (**id).to_owned())))
            .map(|id| (*id).to_owned())
            .collect();
        match found.last_mut() {
            Some(run)
                if run.intervals.end == intervals.start && run.planning_group_ids == groups =>
            {
                run.intervals.end = intervals.end;
            }
            _ => found.push(Portion {
                intervals,
                moved_to: span.start,
                planning_group_ids: groups,
            }),
        }
    }
    found.retain(|part| !part.planning_group_ids.is_empty());
    found
}

/// The intervals of `old` that stand for the same time as `span` of `new`; `None` unless all of it is covered.
fn in_grid(old: &WeekGrid, new: &WeekGrid, span: &Range<usize>) -> Option<Range<usize>> {
    let first = old.interval_at(new.interval_start(span.start))?;
    let last = old.interval_at(new.interval_start(span.end.checked_sub(1)?))?;
    Some(first..last + 1)
}

fn unfit(forecast: &Forecast, row: &ModificationRow, faults: &[impl ToString]) -> Failure {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Failure::Internal(format!(
        "modification {} does not fit its forecast {}: {}",
        row.id,
        forecast.id,
        faults.join("; ")
    ))
}
