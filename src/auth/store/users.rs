//! Rows of users.

use diesel::prelude::*;

use crate::db::schema::foundation::users;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = users)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::auth) struct UserRow {
    pub tenant_id: String,
    pub id: String,
    pub username: String,
    pub display_name: String,
    /// Empty for somebody who has no password.
    pub password_hash: String,
    pub role: String,
    pub agent_id: Option<String>,
    pub locale: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
    pub email: Option<String>,
    pub scopes: Option<String>,
    pub disabled_at: Option<Instant>,
    pub totp_secret: Option<String>,
    pub totp_confirmed_at: Option<Instant>,
    pub totp_last_step: Option<i64>,
}

pub(in crate::auth) fn insert_user(conn: &mut Conn<'_>, row: &UserRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(users::table).values(row).execute(c))?;
    Ok(())
}

/// How many users of all tenants have a role and may sign in.
pub(in crate::auth) fn count_users(conn: &mut Conn<'_>, role: &str) -> Result<i64, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::role.eq(role))
        .filter(users::disabled_at.is_null())
        .count()
        .get_result(c))?)
}

pub(in crate::auth) fn users_of(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::tenant_id.eq(tenant))
        .order(users::id)
        .select(UserRow::as_select())
        .load(c))?)
}

pub(in crate::auth) fn user_by_name(
    conn: &mut Conn<'_>,
    username: &str,
) -> Result<Option<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::username.eq(username))
        .select(UserRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::auth) fn user_by_email(
    conn: &mut Conn<'_>,
    tenant: &str,
    email: &str,
) -> Result<Option<UserRow>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::tenant_id.eq(tenant).and(users::email.eq(email)))
        .select(UserRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::auth) fn user(
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

/// Overwrites what an administrator may change of a row that is still at version `expected`; whether it did.
pub(in crate::auth) fn update_user(
    conn: &mut Conn<'_>,
    row: &UserRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(users::table.find((&row.tenant_id, &row.id)))
        .filter(users::version.eq(expected))
        .set((
            users::display_name.eq(&row.display_name),
            users::role.eq(&row.role),
            users::agent_id.eq(&row.agent_id),
            users::locale.eq(&row.locale),
            users::email.eq(&row.email),
            users::scopes.eq(&row.scopes),
            users::version.eq(row.version),
            users::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::auth) fn set_password_hash(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    hash: &str,
    at: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(users::table.find((tenant, id)))
        .set((users::password_hash.eq(hash), users::modified_at.eq(at)))
        .execute(c))?;
    Ok(())
}

/// Disables a user, or enables them with `None`; `false` when there is none.
pub(in crate::auth) fn set_disabled_at(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    disabled_at: Option<Instant>,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(users::table.find((tenant, id)))
        .set((
            users::disabled_at.eq(disabled_at),
            users::version.eq(users::version + 1),
            users::modified_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
