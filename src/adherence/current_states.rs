//! Telling outside of the states agents are in.

use std::collections::{BTreeMap, BTreeSet};

use super::store::{self, EventRow};
use crate::db::{Conn, Instant};
use crate::events::{AgentStateChanged, publish_all};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A state that began longer ago than this when it came is history, even where nothing later is known.
const CURRENT_SECONDS: i64 = 3_600;

/// Those of the rows just stored that are now their agents' latest states.
///
/// # Errors
/// Only the database's.
pub(super) fn current_states<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    stored: impl Iterator<Item = &'a EventRow>,
) -> Result<Vec<&'a EventRow>, Failure> {
    let recent = scope.now.plus_seconds(-CURRENT_SECONDS);
    let fresh: BTreeMap<(&str, Instant, &str), &EventRow> = stored
        .filter(|row| row.occurred_at >= recent)
        .map(|row| {
            let (agent, event) = (row.agent_id.as_str(), row.event_id.as_str());
            ((agent, row.occurred_at, event), row)
        })
        .collect();
    let Some(earliest) = fresh.keys().map(|(_, at, _)| *at).min() else {
        return Ok(Vec::new());
    };
    let agents: BTreeSet<&str> = fresh.keys().map(|(agent, ..)| *agent).collect();
    let agents: Vec<String> = agents.into_iter().map(str::to_owned).collect();
    let latest = store::latest_events(conn, scope.tenant(), &agents, earliest)?;
    let current = latest
        .iter()
        .filter_map(|(agent, at, event)| fresh.get(&(agent.as_str(), *at, event.as_str())));
    Ok(current.copied().collect())
}

/// Tells of states that agents are in now; `management_unit_of` says where an agent works.
///
/// # Errors
/// Only the database's.
pub(super) fn tell_states<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    states: &[&EventRow],
    management_unit_of: impl Fn(&str) -> Option<&'a str>,
) -> Result<(), Failure> {
    let told: Vec<AgentStateChanged> = states
        .iter()
        .filter_map(|row| {
            Some(AgentStateChanged {
                management_unit_id: management_unit_of(&row.agent_id)?.to_owned(),
                agent_ids: [row.agent_id.clone()],
                system_presence: row.system_presence.clone(),
                routing_status: row.routing_status.clone(),
                source: row.source.clone(),
                since: row.occurred_at,
            })
        })
        .collect();
    publish_all(conn, scope, &told)
}
