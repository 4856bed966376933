//! Rows of tenants, and their secrets for pseudonyms.

use diesel::prelude::*;

use crate::db::schema::foundation::tenants;
use crate::db::schema::outbound::pseudonym_keys;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tenants)]
pub(super) struct TenantRow {
    pub id: String,
    pub name: String,
    pub created_at: Instant,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &TenantRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(tenants::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn first(conn: &mut Conn<'_>) -> Result<Option<TenantRow>, DbError> {
    Ok(
        each!(conn, c => tenants::table.select(TenantRow::as_select()).order(tenants::id).first(c).optional())?,
    )
}

pub(super) fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<TenantRow>, DbError> {
    Ok(
        each!(conn, c => tenants::table.find(id).select(TenantRow::as_select()).first(c).optional())?,
    )
}

/// At most that many ids, in their order.
pub(super) fn first_ids(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<String>, DbError> {
    Ok(
        each!(conn, c => tenants::table.select(tenants::id).order(tenants::id).limit(limit).load(c))?,
    )
}

pub(super) fn all(conn: &mut Conn<'_>) -> Result<Vec<TenantRow>, DbError> {
    Ok(each!(conn, c => tenants::table.select(TenantRow::as_select()).order(tenants::id).load(c))?)
}

pub(super) fn pseudonym_secret(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => pseudonym_keys::table
        .find(tenant)
        .select(pseudonym_keys::secret)
        .first(c)
        .optional())?)
}

/// Keeps a tenant's secret unless there is one.
pub(super) fn insert_pseudonym_secret(
    conn: &mut Conn<'_>,
    tenant: &str,
    secret: &str,
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(pseudonym_keys::table)
        .values((
            pseudonym_keys::tenant_id.eq(tenant),
            pseudonym_keys::secret.eq(secret),
            pseudonym_keys::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
