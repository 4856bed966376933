//! A schedule's planning groups: what its forecast asks for beside the heads that its roster gives.

use std::ops::Range;

use super::find::scheduled_heads;
use super::grid::grid_of;
use super::schedule::Schedule;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{Forecast, find_forecast};
use crate::organisation::WeekGrid;
use crate::staffing::{GroupToStaff, groups_to_staff};
use crate::tenancy::Scope;

/// One planning group of a schedule.
#[derive(Clone, Debug)]
pub struct ScheduledGroup {
    /// Its part of the schedule's forecast, ready to be staffed under the goals as they stand now.
    pub group: GroupToStaff,
    /// The forecast's interval at which the schedule's weeks start.
    pub first: usize,
    /// Agents whom the roster puts on queue for this group, who may be away (gross); one value an interval of the weeks.
    pub scheduled: Vec<f64>,
}

impl ScheduledGroup {
    /// The forecast's intervals of the schedule's weeks.
    pub fn intervals(&self) -> Range<usize> {
        self.first..self.first + self.scheduled.len()
    }
}

/// A schedule's grid with the planning groups of its forecast; `None` where it was made for none.
///
/// # Errors
/// [`Failure::NotFound`] for the forecast; [`Failure::Conflict`] `grid-changed` when the forecast does not hold the weeks,
/// `no-staffing-goal`.
pub fn groups_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<Option<(WeekGrid, Vec<ScheduledGroup>)>, Failure> {
    let Some(forecast) = &schedule.short_term_forecast_id else {
        return Ok(None);
    };
    let forecast = find_forecast(conn, scope, forecast)?;
    let grid = grid_of(conn, scope, schedule, Some(&forecast))?;
    let groups = scheduled_groups(conn, scope, schedule, &grid, &forecast)?;
    Ok(Some((grid, groups)))
}

/// The planning groups of a schedule's forecast over the schedule's weeks, in the order of their ids.
///
/// # Errors
/// [`Failure::Conflict`] `grid-changed` when the forecast does not hold the weeks, `no-staffing-goal`.
pub(super) fn scheduled_groups(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    grid: &WeekGrid,
    forecast: &Forecast,
) -> Result<Vec<ScheduledGroup>, Failure> {
    let first = forecast.grid()?.interval_at(grid.start()).ok_or_else(|| {
        Failure::conflict(
            "grid-changed",
            "the forecast does not cover the schedule's weeks; generate both anew",
        )
    })?;
    let heads = scheduled_heads(conn, scope, &schedule.id)?;
    let groups = groups_to_staff(conn, scope, forecast)?.into_iter();
    Ok(groups
        .map(|group| {
            let mut heads = heads.iter();
            let own = heads.find(|heads| heads.planning_group_id == group.id());
            let mut scheduled = own.map_or_else(Vec::new, |own| own.heads_per_interval.clone());
            scheduled.resize(grid.intervals(), 0.0);
            ScheduledGroup {
                group,
                first,
                scheduled,
            }
        })
        .collect())
}
