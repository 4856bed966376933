//! From the names other systems know agents by to agents.

use std::collections::{BTreeMap, BTreeSet};

use super::store;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Agents found by [`agents_named`].
#[derive(Debug, Default)]
pub struct AgentNames {
    by_external_id: BTreeMap<String, String>,
    ids: BTreeSet<String>,
}

impl AgentNames {
    /// Whether the tenant has an agent of that id.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
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
    for chunk in names.chunks(5_000) {
        for (id, external_id) in store::agent_names(conn, scope.tenant(), chunk)? {
            if let Some(external_id) = external_id {
                found.by_external_id.insert(external_id, id.clone());
            }
            found.ids.insert(id);
        }
    }
    Ok(found)
}
