//! Rows of API keys.

use diesel::prelude::*;

use crate::db::schema::foundation::api_keys;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
pub(in crate::auth) struct ApiKeyRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub role: String,
    pub agent_id: Option<String>,
    pub secret_hash: String,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
    pub permissions: Option<String>,
    pub scopes: Option<String>,
    pub expires_at: Option<Instant>,
    pub last_used_at: Option<Instant>,
    pub previous_secret_hash: Option<String>,
    pub previous_secret_until: Option<Instant>,
}

pub(in crate::auth) fn insert_api_key(conn: &mut Conn<'_>, row: &ApiKeyRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(api_keys::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::auth) fn api_keys_of(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<ApiKeyRow>, DbError> {
    Ok(each!(conn, c => api_keys::table
        .filter(api_keys::tenant_id.eq(tenant))
        .order(api_keys::id)
        .select(ApiKeyRow::as_select())
        .load(c))?)
}

pub(in crate::auth) fn api_key(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ApiKeyRow>, DbError> {
    Ok(each!(conn, c => api_keys::table
        .find((tenant, id))
        .select(ApiKeyRow::as_select())
        .first(c)
        .optional())?)
}

/// The key of a secret that was not revoked: of its own, or of the one before while that lives on.
pub(in crate::auth) fn api_key_of_secret(
    conn: &mut Conn<'_>,
    secret_hash: &str,
    now: Instant,
) -> Result<Option<ApiKeyRow>, DbError> {
    // Two questions, each by an index.
    let found = each!(conn, c => api_keys::table
        .filter(api_keys::secret_hash.eq(secret_hash).and(api_keys::revoked_at.is_null()))
        .select(ApiKeyRow::as_select())
        .first(c)
        .optional())?;
    if found.is_some() {
        return Ok(found);
    }
    Ok(each!(conn, c => api_keys::table
        .filter(api_keys::previous_secret_hash.eq(secret_hash)
            .and(api_keys::previous_secret_until.gt(now))
            .and(api_keys::revoked_at.is_null()))
        .select(ApiKeyRow::as_select())
        .first(c)
        .optional())?)
}

/// Notes when a key was used, unless that was noted after `noted_before` by now.
pub(in crate::auth) fn note_use_of_api_key(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    noted_before: Instant,
    at: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(api_keys::table.find((tenant, id)))
        .filter(api_keys::last_used_at.is_null().or(api_keys::last_used_at.lt(noted_before)))
        .set(api_keys::last_used_at.eq(Some(at)))
        .execute(c))?;
    Ok(())
}

/// Gives a live key that still has the secret `before` another; the one before lives on until `previous_until`.
pub(in crate::auth) fn replace_api_key_secret(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    before: &str,
    secret_hash: &str,
    previous_until: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(api_keys::table.find((tenant, id)))
        .filter(api_keys::secret_hash.eq(before).and(api_keys::revoked_at.is_null()))
        .set((
            api_keys::secret_hash.eq(secret_hash),
            api_keys::previous_secret_hash.eq(Some(before)),
            api_keys::previous_secret_until.eq(Some(previous_until)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::auth) fn revoke_api_key(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(
            api_keys::table.find((tenant, id)).filter(api_keys::revoked_at.is_null()))
        .set(api_keys::revoked_at.eq(Some(at)))
        .execute(c))?;
    Ok(changed == 1)
}
