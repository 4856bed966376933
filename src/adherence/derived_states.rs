//! States that another part of the service derives from a source of its own.

use std::collections::BTreeMap;

use super::current_states::{current_states, tell_states};
use super::state_mappings::count_unknown;
use super::store::{self, EventRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::places_of_agents;
use crate::tenancy::Scope;

/// A state that is derived: it holds until the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedState {
    /// Since when.
    pub at: Instant,
    /// As the source names it.
    pub system_presence: String,
    /// Beside it.
    pub routing_status: Option<String>,
}

/// Makes an agent's derived states of a source, from an instant on, those given; in order of time, one an instant. States
/// that stay what they are keep the instant they were received.
///
/// # Errors
/// Only the database's.
pub fn replace_derived_states(
    conn: &mut Conn<'_>,
    scope: &Scope,
    source: &str,
    agent_id: &str,
    from: Instant,
    states: &[DerivedState],
) -> Result<(), Failure> {
    let prefix = format!("derived/{source}/{agent_id}/");
    let ids = [agent_id.to_owned()];
    let end = Instant::from_epoch_millis(i64::MAX);
    let mut kept: BTreeMap<String, EventRow> =
        store::events_of_agents(conn, scope.tenant(), &ids, from, end)?
            .into_iter()
            .filter(|row| row.event_id.starts_with(&prefix))
            .map(|row| (row.event_id.clone(), row))
            .collect();
    let (mut gone, mut fresh) = (Vec::new(), Vec::new());
    for state in states {
        let row = EventRow {
            tenant_id: scope.tenant().to_owned(),
            event_id: format!("{prefix}{}", state.at.epoch_millis()),
            agent_id: agent_id.to_owned(),
            occurred_at: state.at,
            system_presence: state.system_presence.clone(),
            routing_status: state.routing_status.clone(),
            source: Some(source.to_owned()),
            received_at: scope.now,
        };
        match kept.remove(&row.event_id) {
            Some(old)
                if (&old.system_presence, &old.routing_status)
                    == (&row.system_presence, &row.routing_status) => {}
            Some(old) => {
                gone.push(old.event_id);
                fresh.push(row);
            }
            None => fresh.push(row),
        }
    }
    gone.extend(kept.into_keys());
    store::delete_events(conn, scope.tenant(), &gone)?;
    store::insert_new(conn, &fresh)?;
    count_unknown(conn, scope, fresh.iter())?;
    let current = current_states(conn, scope, fresh.iter())?;
    if current.is_empty() {
        return Ok(());
    }
    let places = places_of_agents(conn, scope, &ids)?;
    tell_states(conn, scope, &current, |agent| {
        Some(places.get(agent)?.management_unit_id.as_str())
    })
}
