//! Genesys Cloud's user activity.
//!
//! | event | state |
//! |---|---|
//! | `eventBody.id` | the agent's external id |
//! | `eventBody.presence.presenceDefinition.systemPresence` | presence |
//! | `eventBody.routingStatus.status` | routing status |
//! | the later of `presence.modifiedDate` and `routingStatus.startTime` | when |
//! | `metadata.CorrelationId`, else agent and instant | event id |
//!
//! Source: the notification topic `v2.users.{id}.activity`.

use serde_json::Value;

use super::vendor::{Told, needed, text};
use crate::failure::Fault;

pub(super) fn told(event: &Value, at: &str) -> Result<Told, Fault> {
    let agent = needed(event, at, "/eventBody/id")?;
    let presence = "/eventBody/presence/presenceDefinition/systemPresence";
    let system_presence = needed(event, at, presence)?;
    let presence_since = text(event, "/eventBody/presence/modifiedDate");
    let routing_since = text(event, "/eventBody/routingStatus/startTime");
    // Both are UTC with milliseconds, so the later text is the later instant.
    let occurred_at = match presence_since.max(routing_since) {
        Some(at) => at,
        None => needed(event, at, "/eventBody/presence/modifiedDate")?,
    };
    let id = text(event, "/metadata/CorrelationId");
    Ok(Told {
        event_id: id.unwrap_or_else(|| format!("{agent}/{occurred_at}")),
        agent_names: vec![agent],
        occurred_at,
        system_presence,
        routing_status: text(event, "/eventBody/routingStatus/status"),
    })
}
