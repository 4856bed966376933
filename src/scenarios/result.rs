//! What a scenario comes to, as it is kept and shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::request::NewPlanScenario;
use crate::cost_rates::UsedPrices;
use crate::db::Instant;
use crate::rostering::RosterTally;
use crate::schedules::BurdenSpread;
use crate::simulation::{Estimate, Probability};

/// A scenario played to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanScenario {
    /// Its id, which is that of the run that played it.
    pub id: String,
    /// Whose weeks.
    pub business_unit_id: String,
    /// What was asked.
    #[serde(flatten)]
    pub asked: NewPlanScenario,
    /// Who asked.
    pub created_by: String,
    /// When the run began.
    pub created_at: Instant,
    /// SHA-256 of everything that was branched, and of the changes: equal hashes and seeds mean equal scenarios unless the time
    /// limit ended the search.
    pub input_hash: String,
    /// The seed of everything random.
    #[serde(rename = "usedSeed")]
    pub used_seed: u64,
    /// The program that played it.
    pub program_version: String,
    /// How long it took.
    pub wall_seconds: f64,
    /// Whether the time was up before the search ended by itself.
    pub stopped: bool,
    /// Heads and hours.
    pub heads: ScenarioHeads,
    /// Service by planning group, in the order of their ids.
    pub service: Vec<ScenarioGroupService>,
    /// Money.
    pub cost: ScenarioCost,
    /// The prices it was reckoned with; absent of scenarios that an older version played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<UsedPrices>,
    /// How evenly hours and burdens are spread.
    pub fairness: ScenarioFairness,
    /// The roster by its own measure; absent where a schedule's shifts were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<RosterTally>,
    /// The draft that was made of it, while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_id_of_draft: Option<String>,
}

/// Heads and hours over the weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioHeads {
    /// Agents who might work.
    pub agents: u32,
    /// Agents who have a shift.
    pub scheduled_agents: u32,
    /// Their shifts.
    pub shifts: u32,
    /// Agent-hours on the roster that the goals take, shrinkage included.
    pub required_hours: f64,
    /// Agent-hours scheduled on the queue.
    pub on_queue_hours: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Of them beyond an agent's weekly hours.
    pub overtime_hours: f64,
    /// Agent-hours missing; absent where a schedule's shifts were kept.
    pub short_hours: Option<f64>,
    /// Agent-hours idle; absent likewise.
    pub idle_hours: Option<f64>,
}

/// What a planning group gets over the weeks, by simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioGroupService {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Contacts that came, mean of a play.
    pub offered: f64,
    /// Share answered in time.
    pub service_level: Estimate,
    /// Mean wait of those answered.
    pub average_speed_of_answer_seconds: Estimate,
    /// Share that hung up.
    pub abandon_rate: Estimate,
    /// Share of their time on queue that agents are busy.
    pub occupancy: Estimate,
    /// Share of plays in which the weeks met every goal.
    pub probability_of_meeting_goal: Option<Probability>,
    /// The same of each local day; null without contacts.
    pub days: Vec<ScenarioDay>,
    /// Contacts that hung up, or came when nobody is there any more.
    pub lost_contacts: f64,
}

/// A local day of a planning group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioDay {
    /// The date.
    pub date: NaiveDate,
    /// Share of plays in which the day met every goal.
    pub probability_of_meeting_goal: Option<f64>,
}

/// Money over the weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioCost {
    /// Paid hours without overtime.
    pub wages: f64,
    /// Overtime.
    pub overtime: f64,
    /// Lost contacts.
    pub lost_contacts: f64,
    /// All of it.
    pub total: f64,
}

/// How evenly a roster is spread over agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioFairness {
    /// Burdens per day under contract.
    pub burdens: Vec<BurdenSpread>,
    /// Paid hours of those who might work; absent where nobody might.
    pub paid_hours: Option<HoursSpread>,
}

/// How evenly hours are spread over agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoursSpread {
    /// Least of an agent.
    pub least: f64,
    /// Mean.
    pub mean: f64,
    /// Most.
    pub most: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Gini coefficient: 0 when all have the same, towards 1 when one has all.
    pub gini: f64,
}
