//! A second forecast with the same numbers, to try other modifications on.

use super::forecasts::{Forecast, find_forecast, missing};
use super::modifications::copies;
use super::store;
use super::tell::tell;
use crate::db::Conn;
use crate::events::ResourceChange;
use crate::failure::{Failure, Faults};
use crate::tenancy::{Scope, new_id};

/// Copies a forecast's statistical series, the record of their making and all its modifications, under a new name.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] at `/description`.
pub fn copy_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    description: &str,
) -> Result<Forecast, Failure> {
    let mut faults = Faults::default();
    faults.require_name(description, "/description");
    faults.into_result()?;
    let mut forecast = store::find(conn, scope.tenant(), id)?.ok_or_else(|| missing(id))?;
    let mut series = store::series(conn, scope.tenant(), id)?;
    let mut queues = store::queues::of_forecast(conn, scope.tenant(), id)?;
    let copy_id = new_id(scope.now);
    let modifications = copies(conn, scope, id, &copy_id)?;
    for row in &mut series {
        row.forecast_id.clone_from(&copy_id);
    }
    for row in &mut queues {
        row.forecast_id.clone_from(&copy_id);
    }
    forecast.id.clone_from(&copy_id);
    forecast.description = description.to_owned();
    forecast.created_by.clone_from(&scope.actor.subject);
    forecast.created_at = scope.now;
    forecast.version = 1;
    let write = |conn: &mut Conn<'_>| {
        store::insert(conn, &forecast, &series)?;
        store::queues::insert(conn, &queues)?;
        store::modifications::insert(conn, &modifications)
    };
    write(conn).map_err(|error| Failure::from_write(error, "forecast"))?;
    let of = (forecast.business_unit_id.as_str(), copy_id.as_str());
    tell(conn, scope, of, ResourceChange::Created)?;
    find_forecast(conn, scope, &copy_id)
}
