//! Rows of users, sessions and API keys.

use diesel::prelude::*;

use crate::db::schema::foundation::{api_keys, sessions, users};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    pub tenant_id: String,
    pub id: String,
    pub username: String,
    pub display_name: String,
    pub password_hash: String,
    pub role: String,
    pub agent_id: Option<String>,
    pub locale: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
pub(super) struct ApiKeyRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub role: String,
    pub agent_id: Option<String>,
    pub secret_hash: String,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    pub tenant_id: String,
    pub secret_hash: String,
    pub user_id: String,
    pub created_at: Instant,
    pub expires_at: Instant,
}

pub(super) fn insert_user(conn: &mut Conn<'_>, row: &UserRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(users::table).values(row).execute(c))?;
    Ok(())
}

/// How many users of all tenants have a role.
pub(super) fn count_users(conn: &mut Conn<'_>, role: &str) -> Result<i64, DbError> {
    Ok(each!(conn, c => users::table.filter(users::role.eq(role)).count().get_result(c))?)
}

pub(super) fn users_of(conn: &mut Conn<'_>, tenant: &str) -> Result<Vec<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::tenant_id.eq(tenant))
        .order(users::id)
        .select(UserRow::as_select())
        .load(c))?)
}

pub(super) fn user_by_name(
    conn: &mut Conn<'_>,
    username: &str,
) -> Result<Option<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::username.eq(username))
        .select(UserRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn user(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .find((tenant, id))
        .select(UserRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn insert_session(conn: &mut Conn<'_>, row: &SessionRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(sessions::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn live_session(
    conn: &mut Conn<'_>,
    secret_hash: &str,
    now: Instant,
) -> Result<Option<(SessionRow, UserRow)>, DbError> {
    let session: Option<SessionRow> = each!(conn, c => sessions::table
        .filter(sessions::secret_hash.eq(secret_hash).and(sessions::expires_at.gt(now)))
        .select(SessionRow::as_select())
        .first(c)
        .optional())?;
    let Some(session) = session else {
        return Ok(None);
    };
    let user = user(conn, &session.tenant_id, &session.user_id)?;
    Ok(user.map(|user| (session, user)))
}

pub(super) fn delete_session(conn: &mut Conn<'_>, secret_hash: &str) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sessions::table.filter(sessions::secret_hash.eq(secret_hash))).execute(c))?;
    Ok(())
}

pub(super) fn insert_api_key(conn: &mut Conn<'_>, row: &ApiKeyRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(api_keys::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn api_keys_of(conn: &mut Conn<'_>, tenant: &str) -> Result<Vec<ApiKeyRow>, DbError> {
    Ok(each!(conn, c => api_keys::table
        .filter(api_keys::tenant_id.eq(tenant))
        .order(api_keys::id)
        .select(ApiKeyRow::as_select())
        .load(c))?)
}

pub(super) fn live_api_key(
    conn: &mut Conn<'_>,
    secret_hash: &str,
) -> Result<Option<ApiKeyRow>, DbError> {
    Ok(each!(conn, c => api_keys::table
        .filter(api_keys::secret_hash.eq(secret_hash).and(api_keys::revoked_at.is_null()))
        .select(ApiKeyRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn revoke_api_key(
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
