//! Rows of sign-in throttles.

use diesel::prelude::*;

use crate::db::schema::foundation::sign_in_throttles;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = sign_in_throttles)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::auth) struct ThrottleRow {
    pub subject: String,
    pub attempts: i32,
    pub last_attempt_at: Instant,
    pub locked_until: Option<Instant>,
}

pub(in crate::auth) fn throttle(
    conn: &mut Conn<'_>,
    subject: &str,
) -> Result<Option<ThrottleRow>, DbError> {
    Ok(each!(conn, c => sign_in_throttles::table
        .find(subject)
        .select(ThrottleRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::auth) fn keep_throttle(
    conn: &mut Conn<'_>,
    row: &ThrottleRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(sign_in_throttles::table)
        .values(row)
        .on_conflict(sign_in_throttles::subject)
        .do_update()
        .set((
            sign_in_throttles::attempts.eq(row.attempts),
            sign_in_throttles::last_attempt_at.eq(row.last_attempt_at),
            sign_in_throttles::locked_until.eq(row.locked_until),
        ))
        .execute(c))?;
    Ok(())
}

pub(in crate::auth) fn forget_throttle(conn: &mut Conn<'_>, subject: &str) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sign_in_throttles::table.find(subject)).execute(c))?;
    Ok(())
}

/// Forgets those whose last attempt was before that.
pub(in crate::auth) fn forget_throttles(
    conn: &mut Conn<'_>,
    before: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sign_in_throttles::table
        .filter(sign_in_throttles::last_attempt_at.lt(before))).execute(c))?;
    Ok(())
}
