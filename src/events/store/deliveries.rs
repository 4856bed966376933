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

/// Deletes the `limit` oldest of those attempted before an instant, and any attempted at the same time as the last of
/// them; says how many.
pub(in crate::events) fn delete_deliveries_before(
    conn: &mut Conn<'_>,
    before: Instant,
    limit: i64,
) -> Result<usize, DbError> {
    let old = deliveries::attempted_at.lt(before);
    let last_of_batch: Option<Instant> = each!(conn, c => deliveries::table
        .filter(old)
        .order(deliveries::attempted_at)
        .offset(limit - 1)
        .select(deliveries::attempted_at)
        .first(c)
        .optional())?;
    let through = last_of_batch.unwrap_or(before);
    Ok(
        each!(conn, c => diesel::delete(deliveries::table.filter(old.and(deliveries::attempted_at.le(through))))
        .execute(c))?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::store::testing::{a_webhook, at, database_with_webhook};

    #[test]
    fn old_deliveries_go_some_at_a_time_and_those_of_one_instant_together() {
        let (db, webhook, _folder) = database_with_webhook(a_webhook());
        for (number, second) in [1, 2, 2, 2, 3, 4, 9].into_iter().enumerate() {
            let row = DeliveryRow {
                tenant_id: webhook.tenant_id.clone(),
                id: number.to_string(),
                webhook_id: webhook.id.clone(),
                event_id: String::new(),
                event_type: String::new(),
                kind: "Delivery".to_owned(),
                attempt: 1,
                succeeded: true,
                status: None,
                error: None,
                response: None,
                duration_ms: 0,
                attempted_at: at(second),
            };
            db.write(|conn| insert_delivery(conn, &row)).unwrap();
        }
        let batches = std::iter::repeat_with(|| {
            db.write(|conn| delete_deliveries_before(conn, at(9), 2))
                .unwrap()
        });
        let batches: Vec<usize> = batches.take(3).collect();
        assert_eq!(batches, [4, 2, 0], "the one at the bound is kept");
    }
}
