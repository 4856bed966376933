//! Rows of dates with a limit of their own.

use diesel::prelude::*;

use crate::db::schema::time_off::time_off_limit_values as values;
use crate::db::{Conn, DbError};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = values)]
pub(in crate::time_off) struct LimitValueRow {
    pub tenant_id: String,
    pub limit_id: String,
    pub date: String,
    pub minutes: String,
}

/// Four columns a row: 2,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 2_000;

/// The dates `from..=to` of a limit that have one of their own.
pub(in crate::time_off) fn limit_values(
    conn: &mut Conn<'_>,
    tenant: &str,
    limit_id: &str,
    (from, to): (&str, &str),
) -> Result<Vec<LimitValueRow>, DbError> {
    Ok(each!(conn, c => values::table
        .filter(values::tenant_id.eq(tenant).and(values::limit_id.eq(limit_id)))
        .filter(values::date.ge(from).and(values::date.le(to)))
        .order(values::date)
        .select(LimitValueRow::as_select())
        .load(c))?)
}

/// Takes the dates' own limits away, and writes those that are given.
pub(in crate::time_off) fn replace_limit_values(
    conn: &mut Conn<'_>,
    tenant: &str,
    limit_id: &str,
    dates: &[String],
    rows: &[LimitValueRow],
) -> Result<(), DbError> {
    for chunk in dates.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::delete(values::table
            .filter(values::tenant_id.eq(tenant).and(values::limit_id.eq(limit_id)))
            .filter(values::date.eq_any(chunk)))
            .execute(c))?;
    }
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(values::table).values(chunk).execute(c))?;
    }
    Ok(())
}
