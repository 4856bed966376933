//! Telling outside of the states agents are in.

use std::collections::{BTreeMap, BTreeSet};

use super::store::{self, EventRow};
use crate::db::{Conn, Instant};
use crate::events::{AgentStateChanged, publish_all};
use crate::failure::Failure;
use crate::organisation::places_of_agents;
use crate::tenancy::Scope;

/// A state that began longer ago than this when it came is history, even where nothing later is known.
const CURRENT_SECONDS: i64 = 3_600;

/// Tells of every agent's latest state, provided that it is among those just stored.
///
/// # Errors
/// Only the database's.
pub(super) fn tell_current_states<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    stored: impl Iterator<Item = &'a EventRow>,
) -> Result<(), Failure> {
    let recent = scope.now.plus_seconds(-CURRENT_SECONDS);
    let fresh: BTreeMap<(&str, Instant, &str), &EventRow> = stored
        .filter(|row| row.occurred_at >= recent)
        .map(|row| {
            (
                (
                    row.agent_id.as_str(),
                    row.occurred_at,
                    row.event_id.as_str(),
                ),
                row,
            )
        })
        .collect();
    let Some(earliest) = fresh.keys().map(|(_, at, _)| *at).min() else {
        return Ok(());
    };
    let agents: BTreeSet<String> = fresh
        .keys()
        .map(|(agent, ..)| (*agent).to_owned())
        .collect();
    let agents: Vec<String> = agents.into_iter().collect();
    let latest = store::latest_events(conn, scope.tenant(), &agents, earliest)?;
    let places = places_of_agents(conn, scope, &agents)?;
    let states: Vec<AgentStateChanged> = latest
        .iter()
        .filter_map(|(agent, at, event)| fresh.get(&(agent.as_str(), *at, event.as_str())))
        .filter_map(|row| {
            Some(AgentStateChanged {
                management_unit_id: places.get(&row.agent_id)?.management_unit_id.clone(),
                agent_ids: [row.agent_id.clone()],
                system_presence: row.system_presence.clone(),
                routing_status: row.routing_status.clone(),
                source: row.source.clone(),
                since: row.occurred_at,
            })
        })
        .collect();
    publish_all(conn, scope, &states)
}
