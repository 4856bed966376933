//! Stored events and published shifts as timelines.

use std::collections::BTreeMap;

use super::activity::Activity;
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
}

/// What was read of an agent, before it is laid out in time.
#[derive(Debug, Default)]
struct Parts {
    spans: Vec<ScheduledSpan>,
    changes: Vec<StateChange>,
    last_event: Option<EventRow>,
}

/// What is known of some agents in a window; the day before it is read too, because states last until the next event.
pub(super) fn observe(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
) -> Result<BTreeMap<String, Observed>, Failure> {
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
            parts.changes.push(StateChange {
                at: event.occurred_at,
                event_id: event.event_id.clone(),
                activity: Activity::of_state(
                    &event.system_presence,
                    event.routing_status.as_deref(),
                ),
            });
            parts.last_event = Some(event);
        }
    }
    Ok(parts
        .into_iter()
        .map(|(id, parts)| {
            let observed = Observed {
                timeline: Timeline::new(parts.spans, parts.changes),
                last_event: parts.last_event,
            };
            (id, observed)
        })
        .collect())
}

fn spans_of(shift: &Shift) -> impl Iterator<Item = ScheduledSpan> {
    shift.activities.iter().map(|activity| ScheduledSpan {
        start: activity.start_at,
        end: activity.end_at(),
        activity: activity.category.into(),
    })
}
