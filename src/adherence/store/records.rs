//! Rows of recorded days.

use diesel::prelude::*;

use crate::db::schema::adherence::adherence_records as records;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = records)]
pub(in crate::adherence) struct RecordRow {
    pub tenant_id: String,
    pub agent_id: String,
    pub date: String,
    pub definition: String,
    pub revision: i32,
    pub time_zone: String,
    pub cause: String,
    pub figures: String,
    pub recorded_by: String,
    pub recorded_at: Instant,
}

/// Ten columns a row: 2,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 2_000;

pub(in crate::adherence) fn insert_records(
    conn: &mut Conn<'_>,
    rows: &[RecordRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(records::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Every revision of some agents' days, first to last included, in order.
pub(in crate::adherence) fn records_of_agents(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    first: &str,
    last: &str,
) -> Result<Vec<RecordRow>, DbError> {
    Ok(each!(conn, c => records::table
        .filter(records::tenant_id.eq(tenant).and(records::agent_id.eq_any(agent_ids)))
        .filter(records::date.ge(first).and(records::date.le(last)))
        .order((records::agent_id, records::date, records::definition, records::revision))
        .select(RecordRow::as_select())
        .load(c))?)
}
