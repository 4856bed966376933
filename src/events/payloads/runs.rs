//! Long work.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::events::hearers::STAFF;
use crate::events::topic::Topic;

/// A run was queued, begun or ended.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunChanged<'a> {
    /// The run.
    pub run_id: &'a str,
    /// What it does, as in `GET /runs`.
    pub kind: &'a str,
    /// `Queued`, `Running`, `Complete`, `Failed` or `Canceled`.
    pub state: &'a str,
    /// How often it was begun.
    pub attempts: i32,
}

impl Payload for RunChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "runs.{runId}",
        name_of_agent: None,
        description: "Forecasts, rosters, reschedules, simulations and other long work: queued, begun, ended.",
        event_types: &["run.changed"],
        roles: STAFF,
        schema: RunChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        "run.changed"
    }

    fn subject_id(&self) -> &str {
        self.run_id
    }
}
