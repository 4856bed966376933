//! Rows of password resets: at most one a user.

use diesel::prelude::*;

use crate::db::schema::foundation::password_resets;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = password_resets)]
pub(in crate::auth) struct PasswordResetRow {
    pub tenant_id: String,
    pub user_id: String,
    pub token_hash: String,
    pub expires_at: Instant,
}

/// Keeps a token in the place of the one there was.
pub(in crate::auth) fn keep_password_reset(
    conn: &mut Conn<'_>,
    row: &PasswordResetRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(password_resets::table)
        .values(row)
        .on_conflict((password_resets::tenant_id, password_resets::user_id))
        .do_update()
        .set((password_resets::token_hash.eq(&row.token_hash), password_resets::expires_at.eq(row.expires_at)))
        .execute(c))?;
    Ok(())
}

/// Takes a token that is not over; of two who have it one gets it.
pub(in crate::auth) fn take_password_reset(
    conn: &mut Conn<'_>,
    token_hash: &str,
    now: Instant,
) -> Result<Option<PasswordResetRow>, DbError> {
    let found: Option<PasswordResetRow> = each!(conn, c => password_resets::table
        .filter(password_resets::token_hash.eq(token_hash).and(password_resets::expires_at.gt(now)))
        .select(PasswordResetRow::as_select())
        .first(c)
        .optional())?;
    let deleted = each!(conn, c => diesel::delete(password_resets::table
        .filter(password_resets::token_hash.eq(token_hash))).execute(c))?;
    Ok(found.filter(|_| deleted == 1))
}
