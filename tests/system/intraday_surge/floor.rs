//! Who works on Tuesday, and what they were seen to do.

use chrono::DateTime;
use crewcast::tenancy::Role;
use serde_json::{Value, json};

use super::{NOW, START};
use crate::support::{Centre, list, text};

/// Seconds from the start of Tuesday.
pub(super) fn seconds(at: &Value) -> f64 {
    let parsed = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp();
    (parsed(&text(at)) - parsed(START)) as f64
}

/// An agent's shifts of the week, with the queues they serve and whether they are there on Tuesday.
pub(super) struct Worker {
    pub id: String,
    pub queues: Vec<usize>,
    pub is_there: bool,
    pub activities: Vec<Value>,
}

/// Everybody on Tuesday as the schedule has them now. Every twelfth has stayed at home.
pub(super) fn workers(centre: &Centre, path: &str) -> Vec<Worker> {
    let query = format!("{path}/agent-schedules/query");
    let told = centre.post(Role::Planner, &query, &json!({})).expect(200);
    let all = list(&told["agentSchedules"]).iter().enumerate();
    all.map(|(index, agent)| {
        let shifts = list(&agent["shifts"]).iter();
        let activities = shifts.flat_map(|shift| list(&shift["activities"]).clone());
        let today = |one: &Value| (0.0..86_400.0).contains(&seconds(&one["startDate"]));
        Worker {
            id: text(&agent["agentId"]),
            queues: match index % 3 {
                0 => vec![0],
                1 => vec![1],
                _ => vec![0, 1],
            },
            is_there: index % 12 != 7,
            activities: activities.filter(today).collect(),
        }
    })
    .collect()
}

/// The states of everybody up to half past twelve, as their shifts have them.
pub(super) fn live(centre: &Centre, workers: &[Worker]) {
    let mut events = Vec::new();
    let mut event = |agent: &str, at: &Value, presence: &str| {
        events.push(json!({ "eventId": format!("{agent} {presence} {at}"), "agentId": agent, "occurredAt": at,
            "systemPresence": presence }));
    };
    for worker in workers
        .iter()
        .filter(|worker| !worker.activities.is_empty())
    {
        event(&worker.id, &json!("2026-06-02T05:00:00Z"), "OFFLINE");
        for activity in worker.activities.iter().filter(|_| worker.is_there) {
            if seconds(&activity["startDate"]) >= NOW as f64 * 1_800.0 {
                continue;
            }
            let presence = match activity["category"].as_str().unwrap() {
                "OnQueueWork" => "ON_QUEUE",
                "Break" => "BREAK",
                "Meal" => "MEAL",
                _ => "TRAINING",
            };
            event(&worker.id, &activity["startDate"], presence);
        }
    }
    for chunk in events.chunks(500) {
        let sent = centre.post(
            Role::Dialer,
            "/agent-state-events",
            &json!({ "events": chunk }),
        );
        assert_eq!(sent.expect(200)["rejectedCount"], 0);
    }
}
