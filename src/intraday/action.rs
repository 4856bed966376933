//! An intraday action, as it is kept and shown.

use serde::{Deserialize, Serialize};

use super::proposals::{ActionKind, ActivityChange, Throttle};
use super::service_at_close::ServiceAtClose;
use crate::db::Instant;
use crate::offers::NewShiftOffer;
use crate::schedules::{ShiftChange, ToldShiftChange};

/// What an action takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionCost {
    /// Hours of agents: of work that is not done, of overtime and of campaigns; hours of time off count below 0.
    pub agent_hours: f64,
    /// What these hours cost at the hourly cost of the advice, overtime at its factor, with the value that campaigns lose; null
    /// where no hourly cost is known and no campaign is concerned.
    pub money: Option<f64>,
    /// Agents whose day changes, or who are asked.
    pub agents: usize,
}

/// What an action does to a planning group's day, on the same simulated contacts with and without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupEffect {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// The day's close without it.
    pub before: ServiceAtClose,
    /// The day's close with it.
    pub after: ServiceAtClose,
    /// Contacts answered in time more.
    pub answered_in_time_gain: f64,
    /// Its 95 % confidence interval reaches this far to each side.
    pub answered_in_time_gain_half_width: f64,
}

/// A step of a combined plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// What it does.
    pub kind: ActionKind,
    /// In words.
    pub description: String,
    /// Contacts answered in time more than with the steps before it.
    pub answered_in_time_gain: f64,
    /// What it takes.
    pub cost: ActionCost,
}

/// What is known of an action besides where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionFacts {
    /// What it does.
    pub kind: ActionKind,
    /// In words.
    pub description: String,
    /// Its place among the actions of its advice, from 1.
    pub rank: usize,
    /// From when it is about.
    pub start_date: Instant,
    /// To before when.
    pub end_date: Instant,
    /// Activities that are moved or not held.
    pub activity_changes: Vec<ActivityChange>,
    /// Overtime or time off that is offered.
    #[schema(value_type = Vec<Object>)]
    pub offers: Vec<NewShiftOffer>,
    /// Campaigns that are stopped.
    pub campaign_ids: Vec<String>,
    /// What it takes.
    pub cost: ActionCost,
    /// What it does to each planning group's day.
    pub effects: Vec<GroupEffect>,
    /// Contacts answered in time more, over all planning groups.
    pub answered_in_time_gain: f64,
    /// Its 95 % confidence interval reaches this far to each side.
    pub answered_in_time_gain_half_width: f64,
    /// Contacts answered in time more for each hour (or unit of money, where an hourly cost is known) that it takes, every
    /// agent disturbed counted as well; what actions are ranked by.
    pub gain_per_cost: f64,
    /// Planning groups that rather miss their goal without it and rather meet it with it.
    pub fixes_planning_group_ids: Vec<String>,
    /// The steps of a combined plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<PlanStep>,
}

/// An action as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionDocument {
    pub facts: ActionFacts,
    pub changes: Vec<ShiftChange>,
    pub throttles: Vec<Throttle>,
}

/// What applying an action made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppliedAction {
    /// The schedule's version once it was applied.
    pub schedule_version: i32,
    /// Who applied it.
    pub applied_by: String,
    /// When.
    pub applied_at: Option<Instant>,
    /// Why, in their words.
    pub reason: Option<String>,
    /// Offers it made.
    pub offer_ids: Vec<String>,
    /// Allocations it made.
    pub allocation_ids: Vec<String>,
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ActionState {
    /// It can be applied.
    Proposed,
    /// It was applied.
    Applied,
    /// The schedule has changed since, or its time has come; ask for new advice.
    Outdated,
}

/// Something that can be done about the rest of the day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayAction {
    /// Its id.
    pub id: String,
    /// The advice it belongs to.
    pub advice_id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The published schedule it was made for.
    pub schedule_id: String,
    /// The schedule's version then; send it as If-Match to apply the action.
    pub schedule_version: i32,
    /// Where it stands.
    pub state: ActionState,
    /// Until when it can be applied.
    pub expiration: Instant,
    /// Who asked for the advice.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// How it was applied.
    pub applied: Option<AppliedAction>,
    /// What it is.
    #[serde(flatten)]
    pub facts: ActionFacts,
    /// Every shift that changes.
    pub changes: Vec<ToldShiftChange>,
}
