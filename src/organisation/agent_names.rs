//! From the names other systems know agents by to agents.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::store;
use crate::db::{Conn, DbError};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Agents found by [`agents_named`].
#[derive(Debug, Default)]
pub struct AgentNames {
    by_external_id: BTreeMap<String, String>,
    /// By the agent's id.
    management_unit_ids: BTreeMap<String, String>,
}

impl AgentNames {
    /// Whether the tenant has an agent of that id.
    pub fn has_id(&self, id: &str) -> bool {
        self.management_unit_ids.contains_key(id)
    }

    /// The management unit of the agent of that id.
    pub fn management_unit_of(&self, id: &str) -> Option<&str> {
        self.management_unit_ids.get(id).map(String::as_str)
    }

    /// The id of the agent with that external id.
    pub fn id_of_external(&self, external_id: &str) -> Option<&str> {
        self.by_external_id.get(external_id).map(String::as_str)
    }
}

/// Looks up many agents at once by id or external id.
///
/// # Errors
/// Only the database's.
pub fn agents_named(
    conn: &mut Conn<'_>,
    scope: &Scope,
    names: &[String],
) -> Result<AgentNames, Failure> {
    let mut found = AgentNames::default();
    let distinct: BTreeSet<&String> = names.iter().collect();
    let names: Vec<String> = distinct.into_iter().cloned().collect();
    for chunk in names.chunks(5_000) {
        for (id, external_id, management_unit_id) in
            store::agent_names(conn, scope.tenant(), chunk)?
        {
            if let Some(external_id) = external_id {
                found.by_external_id.insert(external_id, id.clone());
            }
            found.management_unit_ids.insert(id, management_unit_id);
        }
    }
    Ok(found)
}

/// Where an agent works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentPlace {
    /// Their management unit.
    pub management_unit_id: String,
    /// Its business unit.
    pub business_unit_id: String,
    /// The business unit's zone.
    pub time_zone: Tz,
}

/// Where many agents work, by their ids.
///
/// # Errors
/// [`Failure::Database`] when a stored zone cannot be read.
pub fn places_of_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
) -> Result<BTreeMap<String, AgentPlace>, Failure> {
    let mut places = BTreeMap::new();
    for chunk in agent_ids.chunks(10_000) {
        for (agent, management_unit_id, business_unit_id, zone) in
            store::agent_places(conn, scope.tenant(), chunk)?
        {
            let time_zone = zone.parse().map_err(|_| DbError::Corrupt {
                what: "business unit",
                id: business_unit_id.clone(),
                reason: format!("{zone:?} is no zone"),
            })?;
            let place = AgentPlace {
                management_unit_id,
                business_unit_id,
                time_zone,
            };
            places.insert(agent, place);
        }
    }
    Ok(places)
}
