//! Amazon Connect's agent event stream.
//!
//! | event | state |
//! |---|---|
//! | `AgentARN`'s last part, else `CurrentAgentSnapshot.Configuration.Username` | the agent's external id |
//! | `AgentStatus.Type` `ROUTABLE` | presence `ON_QUEUE` |
//! | `AgentStatus.Type` `OFFLINE`, `EventType` `LOGOUT` | presence `OFFLINE` |
//! | any other type | presence: the status's name, to be mapped |
//! | a contact in state `CONNECTED`, `CONNECTED_ONHOLD`, `PAUSED` or `ENDED` (work after it) | routing status `INTERACTING` |
//! | else one in state `MISSED`, `ERROR` or `REJECTED` | routing status `NOT_RESPONDING` |
//! | else, while `ROUTABLE` | routing status `IDLE` |
//! | `EventTimestamp`, `EventId` | when, event id |
//!
//! A heartbeat tells the state once more, so that silence means silence.

use serde_json::Value;

use super::vendor::{Told, needed, text};
use crate::failure::Fault;

const HANDLED: [&str; 4] = ["CONNECTED", "CONNECTED_ONHOLD", "PAUSED", "ENDED"];
const NOT_TAKEN: [&str; 3] = ["MISSED", "ERROR", "REJECTED"];

pub(super) fn told(event: &Value, at: &str) -> Result<Told, Fault> {
    let arn = needed(event, at, "/AgentARN")?;
    let id = arn.rsplit('/').next().unwrap_or(&arn).to_owned();
    let username = text(event, "/CurrentAgentSnapshot/Configuration/Username");
    let kind = if text(event, "/EventType").as_deref() == Some("LOGOUT") {
        "OFFLINE".to_owned()
    } else {
        needed(event, at, "/CurrentAgentSnapshot/AgentStatus/Type")?
    };
    let system_presence = match kind.as_str() {
        "ROUTABLE" => "ON_QUEUE".to_owned(),
        "OFFLINE" => "OFFLINE".to_owned(),
        _ => needed(event, at, "/CurrentAgentSnapshot/AgentStatus/Name")?,
    };
    let contacts = event.pointer("/CurrentAgentSnapshot/Contacts");
    let contacts = contacts.and_then(Value::as_array);
    let any = |states: &[&str]| {
        contacts.is_some_and(|contacts| {
            contacts.iter().any(|contact| {
                contact["State"]
                    .as_str()
                    .is_some_and(|state| states.contains(&state))
            })
        })
    };
    let routing_status = if any(&HANDLED) {
        Some("INTERACTING")
    } else if any(&NOT_TAKEN) {
        Some("NOT_RESPONDING")
    } else {
        (kind == "ROUTABLE").then_some("IDLE")
    };
    Ok(Told {
        event_id: needed(event, at, "/EventId")?,
        agent_names: [Some(id), username].into_iter().flatten().collect(),
        occurred_at: needed(event, at, "/EventTimestamp")?,
        system_presence,
        routing_status: routing_status.map(str::to_owned),
    })
}
