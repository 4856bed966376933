//! Rows of idempotency keys.

use diesel::prelude::*;

use crate::db::schema::foundation::idempotency_keys;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys)]
pub(super) struct KeyRow {
    pub tenant_id: String,
    pub idempotency_key: String,
    pub fingerprint: String,
    pub status: Option<i32>,
    pub headers: Option<String>,
    pub body: Option<String>,
    pub created_at: Instant,
}

/// Inserts the row unless the key is taken; `None` when it was inserted, the row that holds the key otherwise.
pub(super) fn claim(
    conn: &mut Conn<'_>,
    row: &KeyRow,
    forget_before: Instant,
) -> Result<Option<KeyRow>, DbError> {
    each!(conn, c => diesel::delete(idempotency_keys::table.filter(
        idempotency_keys::tenant_id.eq(&row.tenant_id).and(idempotency_keys::created_at.lt(forget_before)))).execute(c))?;
    let inserted = each!(conn, c => diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    if inserted == 1 {
        return Ok(None);
    }
    Ok(each!(conn, c => idempotency_keys::table
        .find((&row.tenant_id, &row.idempotency_key))
        .select(KeyRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn record(
    conn: &mut Conn<'_>,
    tenant: &str,
    key: &str,
    status: u16,
    headers: &str,
    body: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(idempotency_keys::table.find((tenant, key)))
        .set((
            idempotency_keys::status.eq(Some(i32::from(status))),
            idempotency_keys::headers.eq(Some(headers)),
            idempotency_keys::body.eq(Some(body)),
        ))
        .execute(c))?;
    Ok(())
}

pub(super) fn release(conn: &mut Conn<'_>, tenant: &str, key: &str) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(idempotency_keys::table.find((tenant, key))).execute(c))?;
    Ok(())
}

pub(super) fn keys_mentioning(
    conn: &mut Conn<'_>,
    tenant: &str,
    text: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => idempotency_keys::table
        .filter(idempotency_keys::tenant_id.eq(tenant))
        .filter(idempotency_keys::body.like(format!("%{text}%")))
        .select(idempotency_keys::idempotency_key)
        .load(c))?)
}
