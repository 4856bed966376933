//! The intervals of a schedule's weeks.

use super::schedule::Schedule;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{Forecast, find_forecast};
use crate::organisation::{WeekGrid, find_business_unit};
use crate::tenancy::Scope;

/// The grid the schedule was made on: its forecast's, else the business unit's.
///
/// # Errors
/// [`Failure::NotFound`] for its forecast.
pub fn grid_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<WeekGrid, Failure> {
    let forecast = schedule.short_term_forecast_id.as_deref();
    let forecast = forecast
        .map(|id| find_forecast(conn, scope, id))
        .transpose()?;
    grid_of(conn, scope, schedule, forecast.as_ref())
}

/// The same, the forecast being at hand.
pub(super) fn grid_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    forecast: Option<&Forecast>,
) -> Result<WeekGrid, Failure> {
    let (zone, minutes) = match forecast {
        Some(forecast) => (forecast.time_zone, forecast.interval_length_minutes),
        None => {
            let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
            (unit.time_zone, unit.interval_length_minutes)
        }
    };
    WeekGrid::of_days(schedule.week_date, schedule.week_count * 7, zone, minutes).ok_or_else(|| {
        Failure::Internal(format!("schedule {} has no grid of intervals", schedule.id))
    })
}
