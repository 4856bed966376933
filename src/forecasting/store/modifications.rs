//! Rows of the planner's modifications, apart from the series they are laid over.

use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::schema::forecasting::{forecast_modifications as modifications, forecasts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = modifications)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::forecasting) struct ModificationRow {
    pub tenant_id: String,
    pub id: String,
    pub forecast_id: String,
    /// In which order they act; two never share one.
    pub position: i32,
    /// The modification as JSON; its `enabled` is the column's.
    pub modification: String,
    pub enabled: bool,
    pub reason: String,
    pub event: Option<String>,
    pub author: String,
    pub created_at: Instant,
    pub carried_from_forecast_id: Option<String>,
    pub carried_from_modification_id: Option<String>,
    pub version: i32,
}

/// Raises the forecast's version, which holds its row until the transaction ends: modifications of one forecast
/// change one after the other.
pub(in crate::forecasting) fn touch_forecast(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(forecasts::table.find((tenant, forecast_id)))
        .set(forecasts::version.eq(forecasts::version + 1))
        .execute(c))?;
    Ok(())
}

/// The modifications of a forecast in the order they act.
pub(in crate::forecasting) fn of_forecast(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<ModificationRow>, DbError> {
    Ok(each!(conn, c => modifications::table
        .filter(modifications::tenant_id.eq(tenant))
        .filter(modifications::forecast_id.eq(forecast_id))
        .order((modifications::position, modifications::id))
        .select(ModificationRow::as_select())
        .load(c))?)
}

/// The last position taken in a forecast.
pub(in crate::forecasting) fn last_position(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Option<i32>, DbError> {
    Ok(each!(conn, c => modifications::table
        .filter(modifications::tenant_id.eq(tenant))
        .filter(modifications::forecast_id.eq(forecast_id))
        .select(max(modifications::position))
        .first(c))?)
}

pub(in crate::forecasting) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
    id: &str,
) -> Result<Option<ModificationRow>, DbError> {
    Ok(each!(conn, c => modifications::table
        .find((tenant, id))
        .filter(modifications::forecast_id.eq(forecast_id))
        .select(ModificationRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::forecasting) fn insert(
    conn: &mut Conn<'_>,
    rows: &[ModificationRow],
) -> Result<(), DbError> {
    for row in rows {
        each!(conn, c => diesel::insert_into(modifications::table).values(row).execute(c))?;
    }
    Ok(())
}

/// Switches one on or off if it still has this version; `false` otherwise.
pub(in crate::forecasting) fn set_enabled(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    version: i32,
    enabled: bool,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(modifications::table.find((tenant, id)))
        .filter(modifications::version.eq(version))
        .set((modifications::enabled.eq(enabled), modifications::version.eq(version + 1)))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::forecasting) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let deleted =
        each!(conn, c => diesel::delete(modifications::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}
