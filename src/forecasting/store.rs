//! Rows of forecasts and their series.

pub(super) mod modifications;
pub(super) mod queues;

use diesel::prelude::*;

use crate::db::schema::forecasting::{forecast_series, forecasts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = forecasts)]
pub(super) struct ForecastRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub week_date: String,
    /// The day after the last.
    pub end_date: String,
    pub week_count: i32,
    pub description: String,
    pub time_zone: String,
    pub interval_minutes: i32,
    pub reference_start_at: Instant,
    pub seed: i64,
    pub input_hash: String,
    pub created_by: String,
    pub created_at: Instant,
    pub version: i32,
}

/// One planning group's series: JSON arrays, one number an interval.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = forecast_series)]
pub(super) struct SeriesRow {
    pub tenant_id: String,
    pub forecast_id: String,
    pub planning_group_id: String,
    pub offered: String,
    pub offered_p10: String,
    pub offered_p50: String,
    pub offered_p90: String,
    pub aht_seconds: String,
    pub generation: String,
    /// `None` in forecasts that were made before it was kept.
    pub path_spread: Option<String>,
}

/// The columns of a forecast's numbers, without the record of how they were made.
#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = forecast_series)]
pub(super) struct NumbersRow {
    pub planning_group_id: String,
    pub offered: String,
    pub offered_p10: String,
    pub offered_p50: String,
    pub offered_p90: String,
    pub aht_seconds: String,
}

pub(super) fn insert(
    conn: &mut Conn<'_>,
    forecast: &ForecastRow,
    series: &[SeriesRow],
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(forecasts::table).values(forecast).execute(c))?;
    for row in series {
        each!(conn, c => diesel::insert_into(forecast_series::table).values(row).execute(c))?;
    }
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ForecastRow>, DbError> {
    Ok(each!(conn, c => forecasts::table
        .find((tenant, id))
        .select(ForecastRow::as_select())
        .first(c)
        .optional())?)
}

/// Forecasts of a business unit that start on or before `last` and end after `first`, by id.
pub(super) fn page_overlapping(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    (first, last): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<ForecastRow>, DbError> {
    Ok(each!(conn, c => forecasts::table
        .filter(forecasts::tenant_id.eq(tenant))
        .filter(forecasts::business_unit_id.eq(business_unit_id))
        .filter(forecasts::week_date.le(last))
        .filter(forecasts::end_date.gt(first))
        .filter(forecasts::id.gt(after))
        .order(forecasts::id)
        .limit(limit)
        .select(ForecastRow::as_select())
        .load(c))?)
}

pub(super) fn numbers(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<NumbersRow>, DbError> {
    Ok(each!(conn, c => forecast_series::table
        .filter(forecast_series::tenant_id.eq(tenant))
        .filter(forecast_series::forecast_id.eq(forecast_id))
        .order(forecast_series::planning_group_id)
        .select(NumbersRow::as_select())
        .load(c))?)
}

/// The ids of a forecast's planning groups, in their order.
pub(super) fn planning_groups(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => forecast_series::table
        .filter(forecast_series::tenant_id.eq(tenant))
        .filter(forecast_series::forecast_id.eq(forecast_id))
        .order(forecast_series::planning_group_id)
        .select(forecast_series::planning_group_id)
        .load(c))?)
}

/// All series of a forecast with the record of their making.
pub(super) fn series(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<SeriesRow>, DbError> {
    Ok(each!(conn, c => forecast_series::table
        .filter(forecast_series::tenant_id.eq(tenant))
        .filter(forecast_series::forecast_id.eq(forecast_id))
        .order(forecast_series::planning_group_id)
        .select(SeriesRow::as_select())
        .load(c))?)
}

/// Planning group and record of its generation, in the order of the planning groups' ids.
pub(super) fn generations(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<(String, String)>, DbError> {
    Ok(each!(conn, c => forecast_series::table
        .filter(forecast_series::tenant_id.eq(tenant))
        .filter(forecast_series::forecast_id.eq(forecast_id))
        .order(forecast_series::planning_group_id)
        .select((forecast_series::planning_group_id, forecast_series::generation))
        .load(c))?)
}

/// Planning group and what its sample paths are drawn from, in the order of the planning groups' ids.
pub(super) fn path_spreads(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<(String, Option<String>)>, DbError> {
    Ok(each!(conn, c => forecast_series::table
        .filter(forecast_series::tenant_id.eq(tenant))
        .filter(forecast_series::forecast_id.eq(forecast_id))
        .order(forecast_series::planning_group_id)
        .select((forecast_series::planning_group_id, forecast_series::path_spread))
        .load(c))?)
}

/// Deletes a forecast with its series; `false` when it was not there.
pub(super) fn delete(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(forecasts::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}
