//! Rows of the fairness ledger.

use diesel::prelude::*;

use crate::db::schema::schedules::fairness_entries as entries;
use crate::db::{Conn, DbError};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = entries)]
pub(in crate::schedules) struct FairnessRow {
    pub tenant_id: String,
    pub schedule_id: String,
    pub agent_id: String,
    pub month: String,
    pub business_unit_id: String,
    pub end_date: String,
    pub days: f64,
    pub weekend_days: i32,
    pub nights: i32,
    pub unpopular_starts: i32,
    pub public_holidays: i32,
}

/// Eleven columns a row: 2,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 2_000;

pub(in crate::schedules) fn insert_fairness(
    conn: &mut Conn<'_>,
    rows: &[FairnessRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(entries::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub(in crate::schedules) fn delete_fairness(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(entries::table
        .filter(entries::tenant_id.eq(tenant).and(entries::schedule_id.eq(schedule_id))))
        .execute(c))?;
    Ok(())
}

/// Entries of the months `from..=to` of schedules that end by `end_date`, by agent and month.
pub(in crate::schedules) fn fairness(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    (from, to): (&str, &str),
    end_date: &str,
) -> Result<Vec<FairnessRow>, DbError> {
    Ok(each!(conn, c => entries::table
        .filter(entries::tenant_id.eq(tenant).and(entries::business_unit_id.eq(business_unit_id)))
        .filter(entries::month.ge(from).and(entries::month.le(to)))
        .filter(entries::end_date.le(end_date))
        .order((entries::agent_id, entries::month, entries::schedule_id))
        .select(FairnessRow::as_select())
        .load(c))?)
}
