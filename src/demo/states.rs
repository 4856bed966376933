//! What the demo's agents did: their published shifts, lived with small human deviations.

use chrono::SecondsFormat;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::adherence::{EVENTS_A_CALL, NewAgentStateEvent, record_agent_state_events};
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, published_shifts};
use crate::tenancy::Scope;

/// Sends the events of all published shifts between `from` and the scope's now, and returns how many.
pub(super) fn live_the_shifts(
    db: &Database,
    scope: &Scope,
    agent_ids: &[String],
    from: Instant,
    seed: u64,
) -> Result<usize, Failure> {
    let shifts = db.read(|conn| published_shifts(conn, scope, agent_ids, from, scope.now))?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut events: Vec<NewAgentStateEvent> = shifts
        .iter()
        .flat_map(|shift| events_of(shift, &mut random))
        .collect();
    let now = scope.now.to_string();
    events.retain(|event| event.occurred_at <= now);
    for chunk in events.chunks(EVENTS_A_CALL) {
        let receipt = db.write(|conn| record_agent_state_events(conn, scope, chunk, true))?;
        if receipt.rejected_count > 0 {
            let detail = format!(
                "{} of the demo's agent-state events were rejected",
                receipt.rejected_count
            );
            return Err(Failure::Internal(detail));
        }
    }
    Ok(events.len())
}

/// One event where an activity begins, up to three minutes early or late; one agent in fifteen is ten minutes late.
fn events_of(shift: &Shift, random: &mut ChaCha8Rng) -> Vec<NewAgentStateEvent> {
    let event =
        |number: usize, at: Instant, presence: &str, routing: Option<&str>| NewAgentStateEvent {
            event_id: format!("{}-{number}", shift.id),
            agent_id: Some(shift.agent_id.clone()),
            agent_external_id: None,
            occurred_at: at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true),
            system_presence: presence.to_owned(),
            routing_status: routing.map(str::to_owned),
            source: Some("demo".to_owned()),
        };
    let mut events = Vec::new();
    for (number, activity) in shift.activities.iter().enumerate() {
        let late = if number == 0 && random.random::<f64>() < 1.0 / 15.0 {
            600
        } else {
            0
        };
        let at = activity
            .start_at
            .plus_seconds(late + random.random_range(-60..=180));
        let (presence, routing) = match activity.category {
            ActivityCategory::OnQueueWork => ("ON_QUEUE", Some("INTERACTING")),
            ActivityCategory::Break => ("BREAK", None),
            ActivityCategory::Meal => ("MEAL", None),
            ActivityCategory::Meeting => ("MEETING", None),
            ActivityCategory::Training => ("TRAINING", None),
            _ => ("BUSY", None),
        };
        events.push(event(number, at, presence, routing));
    }
    let end = shift.end_at().plus_seconds(random.random_range(-120..=240));
    events.push(event(shift.activities.len(), end, "OFFLINE", None));
    events
}
