//! Rows of shifts.

use diesel::prelude::*;

use crate::db::schema::schedules::{schedules, shifts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = shifts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::schedules) struct ShiftRow {
    pub tenant_id: String,
    pub id: String,
    pub schedule_id: String,
    pub agent_id: String,
    pub start_at: Instant,
    pub end_at: Instant,
    pub activities: String,
    pub manually_edited: bool,
    pub work_plan_id: Option<String>,
    pub work_plan_shift_id: Option<String>,
}

/// Ten columns a row: 2,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 2_000;

/// Agents or shifts named in one statement, well below either engine's limit of binds.
const AGENTS_A_STATEMENT: usize = 5_000;

pub(in crate::schedules) fn insert_shifts(
    conn: &mut Conn<'_>,
    rows: &[ShiftRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(shifts::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// The agents who have a shift in a schedule.
pub(in crate::schedules) fn agents_with_shifts(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => shifts::table
        .filter(shifts::tenant_id.eq(tenant).and(shifts::schedule_id.eq(schedule_id)))
        .select(shifts::agent_id)
        .distinct()
        .load(c))?)
}

/// All shifts of a schedule in order of time.
pub(in crate::schedules) fn shifts_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
) -> Result<Vec<ShiftRow>, DbError> {
    Ok(each!(conn, c => shifts::table
        .filter(shifts::tenant_id.eq(tenant).and(shifts::schedule_id.eq(schedule_id)))
        .order((shifts::start_at, shifts::agent_id, shifts::id))
        .select(ShiftRow::as_select())
        .load(c))?)
}

/// Deletes shifts of a schedule; how many there were.
pub(in crate::schedules) fn delete_shifts(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
    ids: &[String],
) -> Result<usize, DbError> {
    let mut deleted = 0;
    for chunk in ids.chunks(AGENTS_A_STATEMENT) {
        deleted += each!(conn, c => diesel::delete(shifts::table
            .filter(shifts::tenant_id.eq(tenant).and(shifts::schedule_id.eq(schedule_id)))
            .filter(shifts::id.eq_any(chunk)))
            .execute(c))?;
    }
    Ok(deleted)
}

/// Shifts of published schedules that touch `from..to`, in order of time, each with its schedule's version and the
/// instant of its last change.
pub(in crate::schedules) fn published_shifts(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<(ShiftRow, i32, Instant)>, DbError> {
    let mut found = Vec::new();
    for agents in agent_ids.chunks(AGENTS_A_STATEMENT) {
        let rows: Vec<(ShiftRow, i32, Instant)> = each!(conn, c => shifts::table
            .inner_join(schedules::table.on(
                schedules::tenant_id.eq(shifts::tenant_id).and(schedules::id.eq(shifts::schedule_id))))
            .filter(shifts::tenant_id.eq(tenant).and(shifts::agent_id.eq_any(agents)))
            .filter(shifts::start_at.lt(to).and(shifts::end_at.gt(from)))
            .filter(schedules::state.eq("published"))
            .order((shifts::start_at, shifts::agent_id, shifts::id))
            .select((ShiftRow::as_select(), schedules::version, schedules::modified_at))
            .load(c))?;
        found.extend(rows);
    }
    found.sort_by(|(a, ..), (b, ..)| {
        (a.start_at, &a.agent_id, &a.id).cmp(&(b.start_at, &b.agent_id, &b.id))
    });
    Ok(found)
}
