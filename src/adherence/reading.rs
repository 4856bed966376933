//! Stored events and published shifts as timelines.

use std::collections::BTreeMap;

use super::explanations::excused_spans;
use super::profiles::Profile;
use super::state_mappings::Meanings;
use super::store::{self, EventRow};
use super::timeline::{SILENCE_SECONDS, ScheduledSpan, StateChange, Timeline, Window};
use crate::db::Conn;
use crate::failure::Failure;
use crate::schedules::{Shift, published_shifts};
use crate::tenancy::Scope;

/// Agents read at once: 31 days of a busy agent's events are some thousands of rows, so this bounds memory.
pub(super) const AGENTS_AT_ONCE: usize = 50;

/// An agent's timeline, and the state they reported last before the window's end.
#[derive(Debug, Default)]
pub(super) struct Observed {
    pub timeline: Timeline,
    pub last_event: Option<EventRow>,
    /// The activity code that event's state is mapped to.
    pub activity_code_id: Option<String>,
}

/// What was read of an agent, before it is laid out in time.
#[derive(Debug, Default)]
struct Parts {
    spans: Vec<ScheduledSpan>,
    changes: Vec<StateChange>,
    last_event: Option<EventRow>,
    activity_code_id: Option<String>,
}

/// What is known of some agents in a window, excused as the profile and approved explanations say; the day before it is
/// read too, because states last until the next event.
pub(super) fn observe(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
    profile: &Profile,
) -> Result<BTreeMap<String, Observed>, Failure> {
    let parts = parts_of_agents(conn, scope, agent_ids, window)?;
    let mut explained = excused_spans(conn, scope, agent_ids, window)?;
    Ok(parts
        .into_iter()
        .map(|(id, parts)| {
            let timeline = Timeline::new(parts.spans, parts.changes);
            let by_profile = profile.excuses(&timeline);
            let by_people = explained.remove(&id).unwrap_or_default();
            let observed = Observed {
                timeline: timeline.excusing(by_profile).excusing(by_people),
                last_event: parts.last_event,
                activity_code_id: parts.activity_code_id,
            };
            (id, observed)
        })
        .collect())
}

fn parts_of_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
) -> Result<BTreeMap<String, Parts>, Failure> {
    let meanings = Meanings::of_tenant(conn, scope)?;
    let from = window.start.plus_seconds(-SILENCE_SECONDS);
    let events = store::events_of_agents(conn, scope.tenant(), agent_ids, from, window.end)?;
    let shifts = published_shifts(conn, scope, agent_ids, window.start, window.end)?;
    let mut parts: BTreeMap<String, Parts> = agent_ids
        .iter()
        .map(|id| (id.clone(), Parts::default()))
        .collect();
    for shift in &shifts {
        if let Some(parts) = parts.get_mut(&shift.agent_id) {
            parts.spans.extend(spans_of(shift));
        }
    }
    for event in events {
        if let Some(parts) = parts.get_mut(&event.agent_id) {
            let meaning = meanings.of_event(&event);
            parts.changes.push(StateChange {
                at: event.occurred_at,
                event_id: event.event_id.clone(),
                activity: meaning.activity,
                interacting: is_interacting(event.routing_status.as_deref()),
            });
            parts.activity_code_id = meaning.activity_code_id;
            parts.last_event = Some(event);
        }
    }
    Ok(parts)
}

/// Plan and states of some agents in a window, nothing excused. A state lasts until the next event, so one reported the day
/// before counts.
///
/// # Errors
/// Only the database's.
pub fn timelines_of_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
) -> Result<BTreeMap<String, Timeline>, Failure> {
    let mut found = BTreeMap::new();
    for agents in agent_ids.chunks(AGENTS_AT_ONCE) {
        let parts = parts_of_agents(conn, scope, agents, window)?;
        let timelines = parts.into_iter();
        found.extend(timelines.map(|(id, one)| (id, Timeline::new(one.spans, one.changes))));
    }
    Ok(found)
}

/// Whether a routing status says that a contact is handled.
fn is_interacting(routing_status: Option<&str>) -> bool {
    routing_status.is_some_and(|status| {
        ["INTERACTING", "COMMUNICATING"]
            .iter()
            .any(|one| status.trim().eq_ignore_ascii_case(one))
    })
}

fn spans_of(shift: &Shift) -> impl Iterator<Item = ScheduledSpan> {
    shift.activities.iter().map(|activity| ScheduledSpan {
        start: activity.start_at,
        end: activity.end_at(),
        activity: activity.category.into(),
    })
}
