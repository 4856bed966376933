//! The daily table of a schedule.

use super::find::find_schedule;
use super::grid::grid_of;
use super::headcount::groups_of;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::staffing::{DayTotals, StaffedGroup, day_totals};
use crate::tenancy::Scope;

/// Volume, agent-hours required and scheduled, and the predicted service level of every local day of a schedule, over
/// all planning groups of its forecast.
///
/// Required and scheduled are both gross, agents on the roster: what [`headcount_forecast`] tells by interval, added
/// up. An agent who serves several groups counts in each with the part the roster run gave it, so that hours scheduled
/// are whole numbers only by chance.
///
/// # Errors
/// Those of [`headcount_forecast`]; [`Failure::Conflict`] `no-forecast` for a schedule that was made for no forecast,
/// which has nothing to compare its agents with.
///
/// [`headcount_forecast`]: super::headcount_forecast
pub fn day_totals_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<Vec<DayTotals>, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    let forecast_id = schedule.short_term_forecast_id.as_deref().ok_or_else(|| {
        Failure::conflict(
            "no-forecast",
            "the schedule was made for no forecast; roster its weeks for one",
        )
    })?;
    let forecast = find_forecast(conn, scope, forecast_id)?;
    let grid = grid_of(conn, scope, &schedule, Some(&forecast))?;
    let groups = groups_of(conn, scope, &schedule, &grid, &forecast)?;
    let staffed: Vec<StaffedGroup<'_>> = groups
        .iter()
        .map(|group| StaffedGroup {
            offered: &group.offered,
            required: &group.required,
            scheduled: &group.scheduled,
            service: &group.service,
        })
        .collect();
    Ok(day_totals(&grid, &staffed))
}
