//! What agents do.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::db::Instant;
use crate::events::hearers::STAFF;
use crate::events::topic::Topic;

/// The state an agent is in is another than it was.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentStateChanged {
    /// The agent's management unit.
    pub management_unit_id: String,
    /// The agent.
    pub agent_ids: [String; 1],
    /// As the telephone system names it.
    pub system_presence: String,
    /// Beside it.
    pub routing_status: Option<String>,
    /// Who reported it.
    pub source: Option<String>,
    /// Since when.
    pub since: Instant,
}

impl Payload for AgentStateChanged {
    const TOPIC: &'static Topic = &Topic {
        name: "management-units.{managementUnitId}.adherence",
        name_of_agent: Some("agents.{agentId}.adherence"),
        description: "The state an agent is in, when it changes; states that are told late and were over already are left \
            out. Two calls that bring states of one agent at once may be told in either order: the later `since` holds. What \
            it means for adherence is on the board.",
        event_types: &["agent-state.changed"],
        roles: STAFF,
        schema: AgentStateChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        "agent-state.changed"
    }

    fn subject_id(&self) -> &str {
        &self.management_unit_id
    }

    fn agent_ids(&self) -> &[String] {
        &self.agent_ids
    }
}
