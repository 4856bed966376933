//! Rows of sessions.

use diesel::prelude::*;

use super::users::{UserRow, user};
use crate::db::schema::foundation::sessions;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(in crate::auth) struct SessionRow {
    pub tenant_id: String,
    pub secret_hash: String,
    pub user_id: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// Keeps a session, and forgets the user's that are over.
pub(in crate::auth) fn insert_session(
    conn: &mut Conn<'_>,
    row: &SessionRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sessions::table.filter(
        sessions::tenant_id.eq(&row.tenant_id)
            .and(sessions::user_id.eq(&row.user_id))
            .and(sessions::expires_at.le(row.created_at)))).execute(c))?;
    each!(conn, c => diesel::insert_into(sessions::table).values(row).execute(c))?;
    Ok(())
}

/// A session that is not over and its user, unless they are disabled.
pub(in crate::auth) fn live_session(
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
    Ok(user
        .filter(|user| user.disabled_at.is_none())
        .map(|user| (session, user)))
}

/// A user's sessions that are not over, the newest first.
pub(in crate::auth) fn sessions_of(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    now: Instant,
) -> Result<Vec<SessionRow>, DbError> {
    Ok(each!(conn, c => sessions::table
        .filter(sessions::tenant_id.eq(tenant).and(sessions::user_id.eq(user_id)).and(sessions::expires_at.gt(now)))
        .order(sessions::created_at.desc())
        .select(SessionRow::as_select())
        .load(c))?)
}

pub(in crate::auth) fn delete_session(
    conn: &mut Conn<'_>,
    secret_hash: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sessions::table.filter(sessions::secret_hash.eq(secret_hash))).execute(c))?;
    Ok(())
}

/// Deletes the user's session whose stored secret begins so; `false` when there is none. `id` is made of digits and letters.
pub(in crate::auth) fn delete_session_by_id(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    id: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(sessions::table
        .filter(sessions::tenant_id.eq(tenant).and(sessions::user_id.eq(user_id)))
        .filter(sessions::secret_hash.like(format!("{id}%"))))
        .execute(c))?;
    Ok(deleted > 0)
}

/// Ends all sessions of a user; how many there were.
pub(in crate::auth) fn delete_sessions(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
) -> Result<usize, DbError> {
    Ok(each!(conn, c => diesel::delete(sessions::table
        .filter(sessions::tenant_id.eq(tenant).and(sessions::user_id.eq(user_id)))).execute(c))?)
}

/// Ends all sessions of a user but one.
pub(in crate::auth) fn delete_other_sessions(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    kept_secret_hash: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sessions::table
        .filter(sessions::tenant_id.eq(tenant).and(sessions::user_id.eq(user_id)))
        .filter(sessions::secret_hash.ne(kept_secret_hash))).execute(c))?;
    Ok(())
}
