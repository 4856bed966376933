//! An event as it is told: the same document on a stream and in a webhook.

use serde::Serialize;
use serde_json::Value;

use super::payloads::TOPICS;
use super::store::{BETWEEN_AGENTS, EventRow};
use super::subscription::{Facts, Subscription};
use crate::db::{DbError, Instant};
use crate::documents;
use crate::failure::Failure;

/// What is told of one change.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventMessage {
    /// Its id: who hears it twice knows it by this.
    pub id: String,
    /// Its place in the order of events; rises, with gaps where others were not for this hearer.
    pub sequence: i64,
    /// The topic with its id, such as `business-units.0197….schedules`.
    pub topic: String,
    /// Which of the topic's types it is.
    #[serde(rename = "type")]
    pub event_type: String,
    /// When the change was made.
    pub occurred_at: Instant,
    /// What the topic's schema says.
    pub data: Value,
}

/// A numbered event, and who may hear it.
#[derive(Clone, Debug)]
pub(super) struct KeptEvent {
    pub tenant_id: String,
    topic: String,
    subject_id: String,
    /// In order.
    agent_ids: Vec<String>,
    pub message: EventMessage,
}

impl KeptEvent {
    pub(super) fn from_row(row: EventRow) -> Result<Self, Failure> {
        let data = documents::read("event", &row.id, &row.data)?;
        let corrupt = |reason: String| DbError::Corrupt {
            what: "event",
            id: row.id.clone(),
            reason,
        };
        let sequence = row
            .sequence
            .ok_or_else(|| corrupt("it has no number".to_owned()))?;
        let agents = row
            .agent_ids
            .split(BETWEEN_AGENTS)
            .filter(|id| !id.is_empty());
        let mut agent_ids: Vec<String> = agents.map(str::to_owned).collect();
        agent_ids.sort_unstable();
        // A topic that a later version of the program knew is told by its bare name: nobody can subscribe to it here.
        let known = TOPICS.iter().find(|topic| topic.name == row.topic);
        let topic = known.map_or_else(
            || row.topic.clone(),
            |topic| topic.name_with(&row.subject_id),
        );
        Ok(Self {
            agent_ids,
            message: EventMessage {
                id: row.id,
                sequence,
                topic,
                event_type: row.event_type,
                occurred_at: row.occurred_at,
                data,
            },
            tenant_id: row.tenant_id,
            topic: row.topic,
            subject_id: row.subject_id,
        })
    }

    /// Whether it is for this tenant and subscription.
    pub(super) fn is_for(&self, tenant: &str, subscription: &Subscription) -> bool {
        self.tenant_id == tenant
            && subscription.hears(Facts {
                topic: &self.topic,
                subject_id: &self.subject_id,
                agent_ids: &self.agent_ids,
            })
    }
}
