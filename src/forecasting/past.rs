//! The stored history of a planning group as models may learn from it.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use crewcast_forecasts::calendar::Calendar;

use super::history_findings::{clean, finding_decisions};
use super::local_days::{LocalHistory, local_history};
use super::run::observations;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{PlanningGroup, WeekGrid};
use crate::tenancy::Scope;

/// The whole weeks before a local day.
///
/// # Errors
/// [`Failure::Conflict`] `unsupported-date` before the calendar's beginning.
pub(super) fn weeks_before(
    date: NaiveDate,
    weeks: u32,
    zone: Tz,
    interval_minutes: u32,
) -> Result<WeekGrid, Failure> {
    date.checked_sub_days(Days::new(u64::from(weeks) * 7))
        .and_then(|first| WeekGrid::of_days(first, weeks * 7, zone, interval_minutes))
        .ok_or_else(|| {
            let detail = format!("there are no {weeks} weeks before {date}; use a date of today");
            Failure::conflict("unsupported-date", detail)
        })
}

/// What is known of a planning group over `grid`, with the repairs that stand: the same as a forecast learns from.
///
/// # Errors
/// [`Failure::Conflict`] `unfit-history` when a stored count is beyond what the models take.
pub(super) fn cleaned_past(
    conn: &mut Conn<'_>,
    scope: &Scope,
    group: &PlanningGroup,
    grid: &WeekGrid,
    calendar: &Calendar,
) -> Result<LocalHistory, Failure> {
    let decided = finding_decisions(conn, scope, &group.id)?;
    let seen = observations(conn, scope, group, grid)?;
    let unfit = |error: String| {
        let detail = format!("planning group {:?} ({}): {error}", group.name, group.id);
        Failure::conflict("unfit-history", detail)
    };
    let found = local_history(grid, &seen).map_err(|error| unfit(error.to_string()))?;
    let cleaned =
        clean(grid, found, calendar, &decided).map_err(|error| unfit(error.to_string()))?;
    Ok(cleaned.history)
}
