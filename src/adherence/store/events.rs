//! Rows of agent-state events.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::schema::adherence::agent_state_events as events;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq)]
#[diesel(table_name = events)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::adherence) struct EventRow {
    pub tenant_id: String,
    pub event_id: String,
    pub agent_id: String,
    pub occurred_at: Instant,
    pub system_presence: String,
    pub routing_status: Option<String>,
    pub source: Option<String>,
    pub received_at: Instant,
}

/// Eight columns a row: 2,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 2_000;

/// Adds the rows whose event ids are new and returns those ids. Each id comes once in `rows`.
pub(in crate::adherence) fn insert_new(
    conn: &mut Conn<'_>,
    rows: &[EventRow],
) -> Result<BTreeSet<String>, DbError> {
    let mut inserted = BTreeSet::new();
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        let ids: Vec<String> = each!(conn, c => diesel::insert_into(events::table)
            .values(chunk)
            .on_conflict((events::tenant_id, events::event_id))
            .do_nothing()
            .returning(events::event_id)
            .get_results(c))?;
        inserted.extend(ids);
    }
    Ok(inserted)
}

/// The stored events of those ids.
pub(in crate::adherence) fn events_by_id(
    conn: &mut Conn<'_>,
    tenant: &str,
    event_ids: &[String],
) -> Result<Vec<EventRow>, DbError> {
    let mut found = Vec::new();
    for chunk in event_ids.chunks(ROWS_A_STATEMENT) {
        let rows: Vec<EventRow> = each!(conn, c => events::table
            .filter(events::tenant_id.eq(tenant).and(events::event_id.eq_any(chunk)))
            .select(EventRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Events of some agents with `from <= occurred_at < to`, in order of time.
pub(in crate::adherence) fn events_of_agents(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<EventRow>, DbError> {
    Ok(each!(conn, c => events::table
        .filter(events::tenant_id.eq(tenant).and(events::agent_id.eq_any(agent_ids)))
        .filter(events::occurred_at.ge(from).and(events::occurred_at.lt(to)))
        .order((events::agent_id, events::occurred_at, events::event_id))
        .select(EventRow::as_select())
        .load(c))?)
}

/// Each agent's latest event since an instant: agent, instant and event id; of several at one instant, the last id.
pub(in crate::adherence) fn latest_events(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    from: Instant,
) -> Result<Vec<(String, Instant, String)>, DbError> {
    let mut latest: Vec<(String, Instant, String)> = Vec::new();
    for chunk in agent_ids.chunks(ROWS_A_STATEMENT) {
        let rows: Vec<(String, Instant, String)> = each!(conn, c => events::table
            .filter(events::tenant_id.eq(tenant).and(events::agent_id.eq_any(chunk)))
            .filter(events::occurred_at.ge(from))
            .order((events::agent_id, events::occurred_at, events::event_id))
            .select((events::agent_id, events::occurred_at, events::event_id))
            .load(c))?;
        for row in rows {
            match latest.last_mut().filter(|last| last.0 == row.0) {
                Some(last) => *last = row,
                None => latest.push(row),
            }
        }
    }
    Ok(latest)
}

/// Removes the events of those ids.
pub(in crate::adherence) fn delete_events(
    conn: &mut Conn<'_>,
    tenant: &str,
    event_ids: &[String],
) -> Result<(), DbError> {
    for chunk in event_ids.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::delete(events::table
            .filter(events::tenant_id.eq(tenant).and(events::event_id.eq_any(chunk))))
            .execute(c))?;
    }
    Ok(())
}
