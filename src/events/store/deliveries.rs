//! Rows of deliveries.

use diesel::prelude::*;

use crate::db::schema::events::webhook_deliveries as deliveries;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = deliveries)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::events) struct DeliveryRow {
    pub tenant_id: String,
    pub id: String,
    pub webhook_id: String,
    pub event_id: String,
    pub event_type: String,
    pub kind: String,
    pub attempt: i32,
    pub succeeded: bool,
    pub status: Option<i32>,
    pub error: Option<String>,
    pub response: Option<String>,
    pub duration_ms: i32,
    pub attempted_at: Instant,
}

pub(in crate::events) fn insert_delivery(
    conn: &mut Conn<'_>,
    row: &DeliveryRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(deliveries::table).values(row).execute(c))?;
    Ok(())
}

/// Newest first: ids rise with time, and an empty token stands for "no bound".
pub(in crate::events) fn page_of_deliveries(
    conn: &mut Conn<'_>,
    tenant: &str,
    webhook_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<DeliveryRow>, DbError> {
    Ok(each!(conn, c => {
        let mut query = deliveries::table
            .filter(deliveries::tenant_id.eq(tenant).and(deliveries::webhook_id.eq(webhook_id)))
            .into_boxed();
        if !before.is_empty() {
            query = query.filter(deliveries::id.lt(before));
        }
        query.order(deliveries::id.desc()).limit(limit).select(DeliveryRow::as_select()).load(c)
    })?)
}

pub(in crate::events) fn delivery(
    conn: &mut Conn<'_>,
    tenant: &str,
    webhook_id: &str,
    id: &str,
) -> Result<Option<DeliveryRow>, DbError> {
    Ok(each!(conn, c => deliveries::table
        .find((tenant, id))
        .filter(deliveries::webhook_id.eq(webhook_id))
        .select(DeliveryRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::events) fn delete_deliveries_before(
    conn: &mut Conn<'_>,
    before: Instant,
) -> Result<usize, DbError> {
    Ok(
        each!(conn, c => diesel::delete(deliveries::table.filter(deliveries::attempted_at.lt(before)))
        .execute(c))?,
    )
}
