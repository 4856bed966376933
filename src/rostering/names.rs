//! Names in place of identifiers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::inputs::RosterInputs;

/// Names of agents, work plans and planning groups, by identifier. The solver knows identifiers only; a planner reads
/// names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of(inputs: &RosterInputs) -> Self {
        let agents = inputs.agents.iter().map(|a| (&a.id, &a.name));
        let plans = inputs.plans.iter().map(|p| (&p.id, &p.name));
        let groups = inputs.demand.iter();
        let groups = groups.map(|d| (&d.group.id, &d.group.name));
        let all = agents.chain(plans).chain(groups);
        Self(all.map(|(id, name)| (id.clone(), name.clone())).collect())
    }

    /// The name, or the identifier where there is none.
    pub(super) fn of_id<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }

    /// A sentence of the solver with names in it.
    pub(super) fn told(&self, text: &str) -> String {
        let mut told = text.to_owned();
        for (id, name) in &self.0 {
            if told.contains(id.as_str()) {
                told = told.replace(id.as_str(), name);
            }
        }
        told
    }
}
