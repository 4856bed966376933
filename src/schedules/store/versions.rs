//! Rows of schedules' versions and of the shifts these changed.

use diesel::prelude::*;

use crate::db::schema::schedules::{schedule_changes as changes, schedule_versions as versions};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = versions)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::schedules) struct VersionRow {
    pub tenant_id: String,
    pub schedule_id: String,
    pub version: i32,
    pub kind: String,
    pub reason: Option<String>,
    pub restores: Option<i32>,
    pub rule_failure_action: Option<String>,
    pub validation_results: String,
    pub changed_by: String,
    pub changed_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = changes)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::schedules) struct ChangeRow {
    pub tenant_id: String,
    pub schedule_id: String,
    pub version: i32,
    pub shift_id: String,
    pub agent_id: String,
    pub before_shift: Option<String>,
    pub after_shift: Option<String>,
}

/// Seven columns a row: 4,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 4_000;

pub(in crate::schedules) fn insert_version(
    conn: &mut Conn<'_>,
    row: &VersionRow,
    changed: &[ChangeRow],
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(versions::table).values(row).execute(c))?;
    for chunk in changed.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(changes::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Versions before `before`, newest first.
pub(in crate::schedules) fn versions_before(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
    before: i32,
    limit: i64,
) -> Result<Vec<VersionRow>, DbError> {
    Ok(each!(conn, c => versions::table
        .filter(versions::tenant_id.eq(tenant).and(versions::schedule_id.eq(schedule_id)))
        .filter(versions::version.lt(before))
        .order(versions::version.desc())
        .limit(limit)
        .select(VersionRow::as_select())
        .load(c))?)
}

/// What the versions `from..=to` changed, newest first.
pub(in crate::schedules) fn changes_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
    (from, to): (i32, i32),
) -> Result<Vec<ChangeRow>, DbError> {
    Ok(each!(conn, c => changes::table
        .filter(changes::tenant_id.eq(tenant).and(changes::schedule_id.eq(schedule_id)))
        .filter(changes::version.ge(from).and(changes::version.le(to)))
        .order((changes::version.desc(), changes::agent_id, changes::shift_id))
        .select(ChangeRow::as_select())
        .load(c))?)
}

/// What was ever changed of one agent's shifts, newest first.
pub(in crate::schedules) fn changes_of_agent(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
    agent_id: &str,
) -> Result<Vec<ChangeRow>, DbError> {
    Ok(each!(conn, c => changes::table
        .filter(changes::tenant_id.eq(tenant).and(changes::schedule_id.eq(schedule_id)))
        .filter(changes::agent_id.eq(agent_id))
        .order((changes::version.desc(), changes::shift_id))
        .select(ChangeRow::as_select())
        .load(c))?)
}
