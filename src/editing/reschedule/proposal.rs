//! What a reschedule proposes, as it is kept and shown.

use serde::{Deserialize, Serialize};

use super::service::DayService;
use crate::db::Instant;
use crate::schedules::{ShiftChange, ToldShiftChange, ValidationResult};

/// A proposal, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Proposal {
    pub changes: Vec<ShiftChange>,
    pub validation_results: Vec<ValidationResult>,
    pub facts: ProposalFacts,
}

/// How a proposal came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposalFacts {
    /// Days of agents with another shift, one more, or none any more; absences not counted.
    pub changed_days: usize,
    /// Days of agents on which only breaks move.
    pub moved_breaks: usize,
    /// The independent judge's word on the lines of all agents.
    pub audit: RescheduleAudit,
    /// Agents whose shifts could not be planned and stay.
    pub left_out: Vec<LeftOutAgent>,
    /// What the shifts cost with what the changes cost, in hours of one agent too many.
    pub total: f64,
    /// No shifts that keep what stays cost less.
    pub total_bound: f64,
    /// Minutes of one agent too many that a changed day had to save; more than asked for where the changes were too many.
    pub changed_day_head_minutes: f64,
    /// Searches until the changes stayed within the budget.
    pub rounds: u32,
    /// Seconds from the run's begin to the changes.
    pub seconds_to_changes: f64,
    /// Seconds from there to the end of the simulations.
    pub seconds_of_simulation: f64,
    /// The service to expect on the days that change, by planning group.
    pub service: Vec<DayService>,
}

/// The judge's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RescheduleAudit {
    /// Whether no rule is broken and the costs are those reported.
    pub clean: bool,
    /// Rules broken.
    pub breach_count: usize,
}

/// An agent whose shifts stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutAgent {
    /// Who.
    pub agent_id: String,
    /// Why.
    pub reason: String,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RescheduleState {
    /// It can be applied.
    Proposed,
    /// It was applied.
    Applied,
    /// The schedule has changed since; ask for another.
    Outdated,
}

/// A proposal: the shifts that would change, and what they would mean.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RescheduleResult {
    /// The run that made it.
    pub run_id: String,
    /// The schedule.
    pub schedule_id: String,
    /// The version it was made from.
    pub schedule_version: i32,
    /// Where it stands.
    pub state: RescheduleState,
    /// When it was made.
    pub created_at: Instant,
    /// The version it became.
    pub applied_version: Option<i32>,
    /// Who applied it.
    pub applied_by: Option<String>,
    /// When.
    pub applied_at: Option<Instant>,
    /// Every shift that changes, absences among them.
    pub changes: Vec<ToldShiftChange>,
    /// What the rules say of the shifts of the agents concerned, errors first.
    pub validation_results: Vec<ValidationResult>,
    /// How it came about.
    #[serde(flatten)]
    pub facts: ProposalFacts,
}
