//! Rows of performance predictions: the latest one of every schedule.

use diesel::prelude::*;

use crate::db::schema::simulation::performance_predictions as predictions;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = predictions)]
pub(super) struct PredictionRow {
    pub tenant_id: String,
    pub id: String,
    pub schedule_id: String,
    pub run_id: String,
    pub input_hash: String,
    pub prediction: String,
    pub created_at: Instant,
}

/// Puts a prediction in the place of the schedule's last one.
pub(super) fn replace(conn: &mut Conn<'_>, row: &PredictionRow) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(predictions::table
        .filter(predictions::tenant_id.eq(&row.tenant_id).and(predictions::schedule_id.eq(&row.schedule_id))))
        .execute(c))?;
    each!(conn, c => diesel::insert_into(predictions::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn latest(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
) -> Result<Option<PredictionRow>, DbError> {
    Ok(each!(conn, c => predictions::table
        .filter(predictions::tenant_id.eq(tenant).and(predictions::schedule_id.eq(schedule_id)))
        .select(PredictionRow::as_select())
        .first(c)
        .optional())?)
}

/// The id of the prediction a run has made, if it has and no other took its place.
pub(super) fn of_run(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => predictions::table
        .filter(predictions::tenant_id.eq(tenant).and(predictions::run_id.eq(run_id)))
        .select(predictions::id)
        .first(c)
        .optional())?)
}
