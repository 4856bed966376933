//! The list of topics as the API shows it.

use serde::Serialize;

use super::payloads::TOPICS;
use crate::tenancy::{Role, Scope};

/// A topic.
#[derive(Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventTopic {
    /// Its name; to subscribe, an id or `*` goes where it has braces.
    pub name: &'static str,
    /// The name under which it is the events of one agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_of_agent: Option<&'static str>,
    /// What its events tell.
    pub description: &'static str,
    /// The types its events may have.
    pub event_types: &'static [&'static str],
    /// Who may hear all of it.
    pub roles: &'static [Role],
    /// The JSON schema of an event's `data`.
    #[schema(value_type = Object)]
    pub schema: utoipa::openapi::RefOr<utoipa::openapi::Schema>,
}

/// The topics of which the actor may hear something.
pub fn list_topics(scope: &Scope) -> Vec<EventTopic> {
    let heard = TOPICS
        .iter()
        .filter(|topic| topic.is_heard_by(scope.actor.role));
    heard
        .map(|topic| EventTopic {
            name: topic.name,
            name_of_agent: topic.name_of_agent,
            description: topic.description,
            event_types: topic.event_types,
            roles: topic.roles,
            schema: (topic.schema)(),
        })
        .collect()
}
