//! Taking in agent-state events: any order, any number of times.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};

use super::current_states::{current_states, tell_states};
use super::state_mappings::count_unknown;
use super::store::{self, EventRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Fault};
use crate::organisation::{AgentNames, agents_named, places_of_agents};
use crate::tenancy::Scope;

/// How many events one call may bring.
pub const EVENTS_A_CALL: usize = 1_000;

/// Clocks of telephone systems may be ahead of ours by this much.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// An event may come this many days late and still change its day; an older one only as a backfill.
pub const LATE_DAYS: i64 = 30;

/// Events older than this are not kept.
pub const RETENTION_DAYS: i64 = 400;

/// The longest list of reopened days in a receipt.
const REOPENED_DAYS_LISTED: usize = 1_000;

/// A state an agent took on. It holds until their next event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAgentStateEvent {
    /// The sender's id of the event, unique in the tenant: 1 to 200 characters.
    pub event_id: String,
    /// The agent, or else agentExternalId.
    pub agent_id: Option<String>,
    /// The agent's external id, or else agentId.
    pub agent_external_id: Option<String>,
    /// When, RFC 3339.
    pub occurred_at: String,
    /// `ON_QUEUE`, `AVAILABLE`, `BUSY`, `AWAY`, `BREAK`, `MEAL`, `MEETING`, `TRAINING`, `OFFLINE`…; others are kept and
    /// count as Unknown.
    pub system_presence: String,
    /// `OFF_QUEUE`, `IDLE`, `INTERACTING`, `NOT_RESPONDING`, `COMMUNICATING`.
    pub routing_status: Option<String>,
    /// Where it comes from: the source whose mapping says what its state means; `default` when left out.
    pub source: Option<String>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EventStatus {
    /// Kept.
    Stored,
    /// Known already, with the same content; nothing changed.
    Duplicate,
    /// Not kept; `error` says why.
    Rejected,
}

/// What became of one event of a call.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventOutcome {
    /// As sent.
    pub event_id: String,
    /// What became of it.
    pub status: EventStatus,
    /// Why it was rejected, and the remedy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Fault>,
}

/// What became of a call's events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventReceipt {
    /// How many were kept.
    pub stored_count: usize,
    /// How many were known.
    pub duplicate_count: usize,
    /// How many were rejected.
    pub rejected_count: usize,
    /// One for each event, in the order sent.
    pub results: Vec<EventOutcome>,
    /// Days that were over when a stored event of theirs came: their adherence has changed. The first 1,000.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reopened_days: Vec<ReopenedDay>,
}

/// An agent's day that late events have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReopenedDay {
    /// The agent.
    pub agent_id: String,
    /// The local day of their business unit.
    pub date: NaiveDate,
    /// How many events of it were stored.
    pub event_count: usize,
}

/// Keeps the events that are new. Adherence is computed when it is asked for, so an event that comes late, or out of
/// order, simply changes the answer; later than [`LATE_DAYS`] days only when it is sent as a `backfill`.
///
/// # Errors
/// [`Failure::Invalid`] for none or more than [`EVENTS_A_CALL`]; what is wrong with a single event is in its outcome.
pub fn record_agent_state_events(
    conn: &mut Conn<'_>,
    scope: &Scope,
    events: &[NewAgentStateEvent],
    backfill: bool,
) -> Result<EventReceipt, Failure> {
    if !(1..=EVENTS_A_CALL).contains(&events.len()) {
        let detail = format!(
            "{} events; send 1 to {EVENTS_A_CALL} in a call, and the rest in further calls",
            events.len()
        );
        return Err(Failure::invalid("/events", "out-of-range", detail));
    }
    let names: Vec<String> = events
        .iter()
        .flat_map(|event| [&event.agent_id, &event.agent_external_id])
        .flatten()
        .cloned()
        .collect();
    let agents = agents_named(conn, scope, &names)?;
    let checked: Vec<Result<EventRow, Fault>> = events
        .iter()
        .enumerate()
        .map(|(index, event)| check(event, index, &agents, scope, backfill))
        .collect();
    let mut fresh: BTreeMap<&str, &EventRow> = BTreeMap::new();
    for row in checked.iter().flatten() {
        fresh.entry(&row.event_id).or_insert(row);
    }
    let rows: Vec<EventRow> = fresh.into_values().cloned().collect();
    let inserted = store::insert_new(conn, &rows)
        .map_err(|error| Failure::from_write(error, "agent-state event"))?;
    let stored_rows = || rows.iter().filter(|row| inserted.contains(&row.event_id));
    count_unknown(conn, scope, stored_rows())?;
    let reopened_days = reopened(conn, scope, stored_rows())?;
    let current = current_states(conn, scope, stored_rows())?;
    tell_states(conn, scope, &current, |agent| {
        agents.management_unit_of(agent)
    })?;
    // What was just stored need not be read back: only what was known before.
    let known: Vec<String> = rows
        .iter()
        .filter(|row| !inserted.contains(&row.event_id))
        .map(|row| row.event_id.clone())
        .collect();
    let known = store::events_by_id(conn, scope.tenant(), &known)?;
    let stored: BTreeMap<&str, &EventRow> = stored_rows()
        .chain(&known)
        .map(|row| (row.event_id.as_str(), row))
        .collect();
    let mut unclaimed = inserted;
    let results = checked
        .into_iter()
        .zip(events)
        .enumerate()
        .map(|(index, (row, event))| {
            let outcome = row.and_then(|row| {
                let same = stored
                    .get(row.event_id.as_str())
                    .is_some_and(|kept| same_content(kept, &row));
                if !same {
                    Err(reused(index, &row.event_id))
                } else if unclaimed.remove(&row.event_id) {
                    Ok(EventStatus::Stored)
                } else {
                    Ok(EventStatus::Duplicate)
                }
            });
            EventOutcome {
                event_id: event.event_id.clone(),
                status: outcome.as_ref().copied().unwrap_or(EventStatus::Rejected),
                error: outcome.err(),
            }
        })
        .collect::<Vec<_>>();
    let count = |status| results.iter().filter(|one| one.status == status).count();
    Ok(EventReceipt {
        stored_count: count(EventStatus::Stored),
        duplicate_count: count(EventStatus::Duplicate),
        rejected_count: count(EventStatus::Rejected),
        results,
        reopened_days,
    })
}

/// The local days, already over, that stored events are of.
fn reopened<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    stored: impl Iterator<Item = &'a EventRow>,
) -> Result<Vec<ReopenedDay>, Failure> {
    // A local day that is over began at least as long ago as it has hours left in the farthest zone: within the last
    // hour only the minutes around midnight matter, and those the next question answers anyway.
    let recent = scope.now.plus_seconds(-3_600);
    let late: Vec<&EventRow> = stored.filter(|row| row.occurred_at < recent).collect();
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let ids: BTreeSet<String> = late.iter().map(|row| row.agent_id.clone()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let places = places_of_agents(conn, scope, &ids)?;
    let mut counts: BTreeMap<(NaiveDate, &str), usize> = BTreeMap::new();
    for row in late {
        let Some(place) = places.get(&row.agent_id) else {
            continue;
        };
        let local = |at: Instant| {
            let utc = at.to_utc().naive_utc();
            place.time_zone.from_utc_datetime(&utc).date_naive()
        };
        let date = local(row.occurred_at);
        if date < local(scope.now) {
            *counts.entry((date, &row.agent_id)).or_default() += 1;
        }
    }
    let days = counts.into_iter().take(REOPENED_DAYS_LISTED);
    Ok(days
        .map(|((date, agent_id), event_count)| ReopenedDay {
            agent_id: agent_id.to_owned(),
            date,
            event_count,
        })
        .collect())
}

fn reused(index: usize, event_id: &str) -> Fault {
    Fault::new(
        format!("/events/{index}/eventId"),
        "event-id-reused",
        format!(
            "event {event_id:?} is known with other content; give every event an id of its own"
        ),
    )
}

/// All but the instant of arrival.
fn same_content(kept: &EventRow, sent: &EventRow) -> bool {
    EventRow {
        received_at: kept.received_at,
        ..sent.clone()
    } == *kept
}

fn check(
    event: &NewAgentStateEvent,
    index: usize,
    agents: &AgentNames,
    scope: &Scope,
    backfill: bool,
) -> Result<EventRow, Fault> {
    let fault = |field: &str, code: &str, detail: String| {
        Fault::new(format!("/events/{index}/{field}"), code, detail)
    };
    let texts = [
        ("eventId", Some(&event.event_id), 200),
        ("systemPresence", Some(&event.system_presence), 100),
        ("routingStatus", event.routing_status.as_ref(), 100),
        ("source", event.source.as_ref(), 200),
    ];
    for (field, text, longest) in texts {
        if text.is_some_and(|text| text.trim().is_empty() || text.chars().count() > longest) {
            let detail = format!("must be 1 to {longest} characters and not blank");
            return Err(fault(field, "invalid-text", detail));
        }
    }
    let occurred_at = chrono::DateTime::parse_from_rfc3339(&event.occurred_at)
        .map(|at| Instant::from_utc(at.to_utc()))
        .map_err(|_| {
            let detail = format!(
                "{:?} is no instant; write it as 2026-11-23T09:00:00Z or with an offset",
                event.occurred_at
            );
            fault("occurredAt", "invalid-instant", detail)
        })?;
    if occurred_at > scope.now.plus_seconds(CLOCK_TOLERANCE_SECONDS) {
        let detail = format!(
            "{occurred_at} is more than {CLOCK_TOLERANCE_SECONDS} s ahead of {}; set the sender's clock",
            scope.now
        );
        return Err(fault("occurredAt", "in-the-future", detail));
    }
    let age_days = |days: i64| scope.now.plus_minutes(-days * 1_440);
    if occurred_at < age_days(RETENTION_DAYS) {
        let detail = format!(
            "{occurred_at} is more than {RETENTION_DAYS} days ago; states are kept for that long, so leave it out"
        );
        return Err(fault("occurredAt", "beyond-retention", detail));
    }
    if !backfill && occurred_at < age_days(LATE_DAYS) {
        let detail = format!(
            "{occurred_at} is more than {LATE_DAYS} days ago, and that day is closed; send it with \"backfill\": true to \
             change it nevertheless"
        );
        return Err(fault("occurredAt", "too-late", detail));
    }
    let agent_id = match (&event.agent_id, &event.agent_external_id) {
        (Some(id), None) => agents.has_id(id).then_some(id.as_str()).ok_or_else(|| {
            fault(
                "agentId",
                "unknown-agent",
                format!("no agent {id:?}; list agents to see their ids"),
            )
        }),
        (None, Some(external)) => agents.id_of_external(external).ok_or_else(|| {
            let detail = format!("no agent has the external id {external:?}; set it at the agent");
            fault("agentExternalId", "unknown-agent", detail)
        }),
        _ => Err(fault(
            "agentId",
            "agent-not-named",
            "send either agentId or agentExternalId".to_owned(),
        )),
    }?;
    Ok(EventRow {
        tenant_id: scope.tenant().to_owned(),
        event_id: event.event_id.clone(),
        agent_id: agent_id.to_owned(),
        occurred_at,
        system_presence: event.system_presence.clone(),
        routing_status: event.routing_status.clone(),
        source: event.source.clone(),
        received_at: scope.now,
    })
}
