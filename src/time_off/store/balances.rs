//! Rows of what agents were granted.

use diesel::prelude::*;

use crate::db::schema::time_off::time_off_balance_entries as entries;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = entries)]
pub(in crate::time_off) struct BalanceEntryRow {
    pub tenant_id: String,
    pub id: String,
    pub agent_id: String,
    pub activity_code_id: String,
    pub kind: String,
    pub minutes: i32,
    pub effective_date: String,
    pub reason: String,
    pub created_by: String,
    pub created_at: Instant,
}

pub(in crate::time_off) fn insert_balance_entries(
    conn: &mut Conn<'_>,
    rows: &[BalanceEntryRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(2_000) {
        each!(conn, c => diesel::insert_into(entries::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Entries of an agent, by the date they count from.
pub(in crate::time_off) fn balance_entries(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_id: &str,
) -> Result<Vec<BalanceEntryRow>, DbError> {
    Ok(each!(conn, c => entries::table
        .filter(entries::tenant_id.eq(tenant).and(entries::agent_id.eq(agent_id)))
        .order((entries::effective_date, entries::id))
        .select(BalanceEntryRow::as_select())
        .load(c))?)
}
