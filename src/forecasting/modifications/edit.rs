//! Making, switching and deleting modifications.

use crewcast_forecasts::modifications::check;

use super::laid_over::horizon;
use super::modification::{ForecastModification, NewModification};
use crate::db::Conn;
use crate::documents;
use crate::failure::{Failure, Fault, Faults};
use crate::forecasting::forecasts::Forecast;
use crate::forecasting::store::modifications::{self as store, ModificationRow};
use crate::forecasting::store::planning_groups;
use crate::forecasting::tell::tell_of_change;
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "forecast modification";

/// A forecast has at most this many: more is no planner's hand, and every reading lays all of them over it.
const MOST_MODIFICATIONS: usize = 500;

/// The longest reason.
const LONGEST_REASON: usize = 1_000;

/// The modifications of a forecast in the order they act.
///
/// # Errors
/// Only the database's.
pub fn list_modifications(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
) -> Result<Vec<ForecastModification>, Failure> {
    store::of_forecast(conn, scope.tenant(), forecast_id)?
        .into_iter()
        .map(ForecastModification::from_row)
        .collect()
}

/// One modification of a forecast.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_modification(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
    id: &str,
) -> Result<ForecastModification, Failure> {
    let row = store::find(conn, scope.tenant(), forecast_id, id)?;
    ForecastModification::from_row(row.ok_or_else(|| Failure::not_found(WHAT, id))?)
}

/// Makes a modification that acts after those there are. Its author is who asks.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::Conflict`] `too-many-modifications`.
pub fn add_modification(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    new: &NewModification,
) -> Result<ForecastModification, Failure> {
    check_new(conn, scope, forecast, new)?;
    touch(conn, scope, &forecast.id)?;
    let there = store::of_forecast(conn, scope.tenant(), &forecast.id)?.len();
    if there >= MOST_MODIFICATIONS {
        let detail = format!(
            "the forecast has {there} modifications, which is the most it takes; delete some, or set many intervals in \
             one of type SetValuesForIntervalSet"
        );
        return Err(Failure::conflict("too-many-modifications", detail));
    }
    let last = store::last_position(conn, scope.tenant(), &forecast.id)?;
    let row = ModificationRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        forecast_id: forecast.id.clone(),
        position: last.map_or(0, |last| last.saturating_add(1)),
        modification: documents::write(&new.modification())?,
        enabled: new.enabled,
        reason: new.reason.clone(),
        event: new.event.clone(),
        author: scope.actor.subject.clone(),
        created_at: scope.now,
        carried_from_forecast_id: None,
        carried_from_modification_id: None,
        version: 1,
    };
    store::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, WHAT))?;
    ForecastModification::from_row(row)
}

/// The forecast has a new version.
fn touch(conn: &mut Conn<'_>, scope: &Scope, forecast_id: &str) -> Result<(), Failure> {
    store::touch_forecast(conn, scope.tenant(), forecast_id)?;
    tell_of_change(conn, scope, forecast_id)
}

fn check_new(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    new: &NewModification,
) -> Result<(), Failure> {
    let groups = planning_groups(conn, scope.tenant(), &forecast.id)?;
    let ids: Vec<&str> = groups.iter().map(String::as_str).collect();
    let horizon = horizon(&forecast.grid()?)?;
    let mut faults = Faults::default();
    if let Err(found) = check(&new.modification(), &horizon, &ids) {
        for fault in found {
            let code = fault.error.code();
            faults.push(Fault::new(fault.pointer, code, fault.error.to_string()));
        }
    }
    faults.require(
        !new.reason.trim().is_empty() && new.reason.chars().count() <= LONGEST_REASON,
        "/reason",
        "invalid-reason",
        format!("say why in 1 to {LONGEST_REASON} characters that are not all blank"),
    );
    if let Some(event) = &new.event {
        faults.require_name(event, "/event");
    }
    faults.into_result()
}

/// Switches a modification on or off. `version` is the one that was read.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`].
pub fn enable_modification(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
    id: &str,
    version: i32,
    enabled: bool,
) -> Result<ForecastModification, Failure> {
    find_modification(conn, scope, forecast_id, id)?;
    touch(conn, scope, forecast_id)?;
    let changed = store::set_enabled(conn, scope.tenant(), id, version, enabled)?;
    let current = find_modification(conn, scope, forecast_id, id)?;
    if changed {
        Ok(current)
    } else {
        Err(Failure::Stale {
            yours: version,
            current: current.version,
        })
    }
}

/// Deletes a modification; the others act as if it had never been there.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_modification(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
    id: &str,
) -> Result<(), Failure> {
    find_modification(conn, scope, forecast_id, id)?;
    touch(conn, scope, forecast_id)?;
    if store::delete(conn, scope.tenant(), id)? {
        Ok(())
    } else {
        Err(Failure::not_found(WHAT, id))
    }
}
