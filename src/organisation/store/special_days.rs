//! Rows of special days.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::organisation::special_days;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Rows of one statement: within the engines' bind limits.
const BATCH_ROWS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = special_days, treat_none_as_default_value = false)]
pub(in crate::organisation) struct SpecialDayRow {
    pub tenant_id: String,
    pub business_unit_id: String,
    pub date: String,
    pub name: String,
    pub kind: String,
    pub size: Option<f64>,
    pub source: String,
    pub created_by: String,
    pub created_at: Instant,
}

/// The rows of a business unit in `[first, end)`, either end open where it is `None`; by date and name, in an order
/// that does not depend on the database's collation.
pub(in crate::organisation) fn special_days_between(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    first: Option<NaiveDate>,
    end: Option<NaiveDate>,
) -> Result<Vec<SpecialDayRow>, DbError> {
    let text = |end: Option<NaiveDate>, open: &str| {
        end.map_or_else(|| open.to_owned(), |date| date.to_string())
    };
    let (first, end) = (text(first, "0000-01-01"), text(end, "9999-12-31"));
    let mut rows: Vec<SpecialDayRow> = each!(conn, c => special_days::table
        .filter(special_days::tenant_id.eq(tenant)
            .and(special_days::business_unit_id.eq(business_unit_id))
            .and(special_days::date.ge(&first))
            .and(special_days::date.lt(&end)))
        .select(SpecialDayRow::as_select())
        .load(c))?;
    rows.sort_by(|one, other| (&one.date, &one.name).cmp(&(&other.date, &other.name)));
    Ok(rows)
}

pub(in crate::organisation) fn insert_special_days(
    conn: &mut Conn<'_>,
    rows: &[SpecialDayRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(BATCH_ROWS) {
        each!(conn, c => diesel::insert_into(special_days::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Removes one; `false` when it was not there.
pub(in crate::organisation) fn delete_special_day(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    date: &str,
    name: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(special_days::table
        .find((tenant, business_unit_id, date, name)))
        .execute(c))?;
    Ok(deleted == 1)
}
