//! Rows of the queues of forecasts.

use diesel::prelude::*;

use crate::db::schema::forecasting::forecast_queue_series;
use crate::db::{Conn, DbError};
use crate::each;

/// One queue's series within its planning group's: JSON arrays, one number an interval.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = forecast_queue_series)]
pub(in crate::forecasting) struct QueueRow {
    pub tenant_id: String,
    pub forecast_id: String,
    pub planning_group_id: String,
    pub queue_id: String,
    pub offered: String,
    pub offered_p10: String,
    pub offered_p50: String,
    pub offered_p90: String,
}

pub(in crate::forecasting) fn insert(
    conn: &mut Conn<'_>,
    rows: &[QueueRow],
) -> Result<(), DbError> {
    for row in rows {
        each!(conn, c => diesel::insert_into(forecast_queue_series::table).values(row).execute(c))?;
    }
    Ok(())
}

/// All queues of a forecast, by planning group and queue.
pub(in crate::forecasting) fn of_forecast(
    conn: &mut Conn<'_>,
    tenant: &str,
    forecast_id: &str,
) -> Result<Vec<QueueRow>, DbError> {
    Ok(each!(conn, c => forecast_queue_series::table
        .filter(forecast_queue_series::tenant_id.eq(tenant))
        .filter(forecast_queue_series::forecast_id.eq(forecast_id))
        .order((forecast_queue_series::planning_group_id, forecast_queue_series::queue_id))
        .select(QueueRow::as_select())
        .load(c))?)
}
