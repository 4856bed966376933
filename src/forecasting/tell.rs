//! Telling outside of forecasts.

use super::forecasts::find_forecast;
use crate::db::Conn;
use crate::events::{ForecastChanged, ResourceChange, publish};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Tells what became of a forecast of a business unit.
///
/// # Errors
/// Only the database's.
pub(super) fn tell(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, forecast_id): (&str, &str),
    change: ResourceChange,
) -> Result<(), Failure> {
    let changed = ForecastChanged {
        business_unit_id,
        forecast_id,
        change,
    };
    publish(conn, scope, &changed)
}

/// Tells that a forecast's numbers are others than they were.
///
/// # Errors
/// [`Failure::NotFound`].
pub(super) fn tell_of_change(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
) -> Result<(), Failure> {
    let forecast = find_forecast(conn, scope, forecast_id)?;
    let of = (forecast.business_unit_id.as_str(), forecast_id);
    tell(conn, scope, of, ResourceChange::Changed)
}
