//! What the products' events have in common: each becomes one state, or says why it cannot.

use serde_json::Value;

use super::{amazon_connect, genesys_cloud};
use crate::adherence::{
    EVENTS_A_CALL, EventOutcome, EventReceipt, EventStatus, NewAgentStateEvent,
    record_agent_state_events,
};
use crate::db::Conn;
use crate::failure::{Failure, Fault};
use crate::organisation::agents_named;
use crate::tenancy::Scope;

/// Whose events they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// Notifications of the topic `v2.users.{id}.activity`.
    GenesysCloud,
    /// Records of the agent event stream.
    AmazonConnect,
}

impl Vendor {
    /// The source whose mapping says what the states mean.
    pub const fn source(self) -> &'static str {
        match self {
            Self::GenesysCloud => "genesys-cloud",
            Self::AmazonConnect => "amazon-connect",
        }
    }
}

/// A state as an event tells it, and the names its agent may be known by, the best first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub event_id: String,
    pub agent_names: Vec<String>,
    pub occurred_at: String,
    pub system_presence: String,
    pub routing_status: Option<String>,
}

/// Keeps the states that a product's events tell; what is wrong with one is in its outcome.
///
/// # Errors
/// [`Failure::Invalid`] for none or more than [`EVENTS_A_CALL`] events.
pub fn record_vendor_events(
    conn: &mut Conn<'_>,
    scope: &Scope,
    vendor: Vendor,
    events: &[Value],
    backfill: bool,
) -> Result<EventReceipt, Failure> {
    if !(1..=EVENTS_A_CALL).contains(&events.len()) {
        let detail = format!(
            "{} events; send 1 to {EVENTS_A_CALL} in a call, and the rest in further calls",
            events.len()
        );
        return Err(Failure::invalid("/events", "out-of-range", detail));
    }
    let told: Vec<Result<Told, Fault>> = events
        .iter()
        .enumerate()
        .map(|(index, event)| {
            let at = format!("/events/{index}");
            match vendor {
                Vendor::GenesysCloud => genesys_cloud::told(event, &at),
                Vendor::AmazonConnect => amazon_connect::told(event, &at),
            }
        })
        .collect();
    let names: Vec<String> = told
        .iter()
        .flatten()
        .flat_map(|told| told.agent_names.clone())
        .collect();
    let agents = agents_named(conn, scope, &names)?;
    let mut places = Vec::new();
    let mut states = Vec::new();
    for (index, told) in told.iter().enumerate() {
        let Ok(told) = told else { continue };
        let known = |name: &&String| agents.id_of_external(name).is_some();
        let name = told
            .agent_names
            .iter()
            .find(known)
            .or(told.agent_names.first());
        places.push(index);
        states.push(NewAgentStateEvent {
            event_id: format!("{}/{}", vendor.source(), told.event_id),
            agent_id: None,
            agent_external_id: name.cloned(),
            occurred_at: told.occurred_at.clone(),
            system_presence: told.system_presence.clone(),
            routing_status: told.routing_status.clone(),
            source: Some(vendor.source().to_owned()),
        });
    }
    let mut receipt = EventReceipt::default();
    if !states.is_empty() {
        receipt = record_agent_state_events(conn, scope, &states, backfill)?;
    }
    let mut kept = std::mem::take(&mut receipt.results).into_iter();
    for (index, told) in told.into_iter().enumerate() {
        match told {
            Ok(_) => receipt
                .results
                .extend(kept.next().map(|outcome| placed(outcome, index))),
            Err(fault) => {
                receipt.rejected_count += 1;
                receipt.results.push(EventOutcome {
                    event_id: String::new(),
                    status: EventStatus::Rejected,
                    error: Some(fault),
                });
            }
        }
    }
    Ok(receipt)
}

/// A fault names the event's place in what was sent.
fn placed(mut outcome: EventOutcome, index: usize) -> EventOutcome {
    if let Some(fault) = &mut outcome.error {
        let field = fault.pointer.rsplit('/').next().unwrap_or_default();
        fault.pointer = format!("/events/{index}/{field}");
    }
    outcome
}

/// A text at a JSON pointer of an event.
pub(super) fn text(event: &Value, pointer: &str) -> Option<String> {
    let found = event.pointer(pointer)?.as_str()?;
    Some(found.to_owned()).filter(|text| !text.trim().is_empty())
}

/// A text that has to be there.
pub(super) fn needed(event: &Value, at: &str, pointer: &str) -> Result<String, Fault> {
    text(event, pointer).ok_or_else(|| {
        Fault::new(
            format!("{at}{pointer}"),
            "missing-field",
            "this field tells the state and has to be a text; send the event as the product sends it",
        )
    })
}
