//! A shift design as the API shows it and the database keeps it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::schedules::GenerationMessage;

/// Shifts and a team for a demand. All but `shifts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftDesignSummary {
    /// Its id, which is that of the run that found it.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// First day.
    pub week_date: NaiveDate,
    /// How many weeks.
    pub week_count: u32,
    /// The forecast whose requirement is to be covered.
    pub short_term_forecast_id: String,
    /// The planner's words.
    pub description: String,
    /// When the run began.
    pub created_at: Instant,
    /// SHA-256 of demand, contracts and the present team: equal hashes and seeds mean equal designs unless the time limit
    /// ended a search.
    pub input_hash: String,
    /// The seed.
    pub seed: u64,
    /// The program that designed.
    pub program_version: String,
    /// How long it took.
    pub wall_seconds: f64,
    /// Whether the time was up before all searches ended by themselves.
    pub stopped: bool,
    /// Length of the slots that were planned in, minutes.
    pub slot_minutes: u32,
    /// Cost of an hour with one agent too few.
    pub short_hour_cost: f64,
    /// Cost of an hour with one agent too many, beside what the agent costs.
    pub idle_hour_cost: f64,
    /// The most kinds of shift that were allowed; absent where as many as pay were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_shift_kinds: Option<u32>,
    /// Contracts, in the order of the request, with the agents chosen.
    pub contracts: Vec<DesignedContract>,
    /// Kinds of shift used, by start and length.
    pub shift_kinds: Vec<DesignedShiftKind>,
    /// The design as counted: agents without names, contracts' basic rules for their numbers as a whole. Its `bound` holds for
    /// every choice of agents and shifts, and so for every roster.
    pub design: DesignedTeam,
    /// The chosen team rostered under all rules of its work plans. Its `bound` holds for this team.
    pub designed_team: DesignedTeam,
    /// The agents there are, rostered in the same way. Its `bound` holds for them.
    pub present_team: DesignedTeam,
    /// Agents there are whose work plan is none of the contracts', so that nothing tells what they cost.
    pub present_agents_without_cost: u32,
    /// What is to be known of agents and work plans.
    pub messages: Vec<GenerationMessage>,
}

/// Shifts and a team for a demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftDesign {
    /// The figures.
    #[serde(flatten)]
    pub summary: ShiftDesignSummary,
    /// Shifts by contract, day and start.
    pub shifts: Vec<DesignedShift>,
}

/// A contract and how many agents of it the design has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedContract {
    /// The work plan.
    pub work_plan_id: String,
    /// Its name.
    pub work_plan_name: String,
    /// The planning groups its agents take contacts of.
    pub planning_group_ids: Vec<String>,
    /// What one agent costs a week.
    pub cost_per_week: f64,
    /// Agents that had to be chosen.
    pub minimum_agents: u32,
    /// Agents that could be.
    pub maximum_agents: u32,
    /// Agents chosen.
    pub agent_count: u32,
    /// Agents there are of this work plan with the skills for just these planning groups.
    pub present_agent_count: u32,
}

/// From when to when, on whatever day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedShiftKind {
    /// Local start, minutes from midnight.
    pub start_minutes_from_midnight: u32,
    /// From start to end, unpaid activities included.
    pub length_minutes: u32,
    /// Shifts of the kind in all the weeks.
    pub shift_count: u32,
}

/// So many agents of a contract on one shift of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedShift {
    /// Position of the contract.
    pub contract_index: u32,
    /// The local date it starts on.
    pub date: NaiveDate,
    /// When it starts.
    pub start_date: Instant,
    /// Its length, minutes.
    pub length_minutes: u32,
    /// The work plan's shift.
    pub work_plan_shift: String,
    /// Agents on it.
    pub agent_count: u32,
    /// Meals and breaks; the rest is on the queues.
    pub activities: Vec<DesignedActivity>,
}

/// A meal or break of a designed shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedActivity {
    /// What it is.
    pub activity_code_id: String,
    /// When it starts.
    pub start_date: Instant,
    /// How long it lasts.
    pub length_minutes: u32,
    /// Whether its time is paid.
    pub paid: bool,
}

/// A team in figures; costs are for all the weeks, in the unit of the request's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedTeam {
    /// Agents.
    pub agent_count: u32,
    /// Their shifts.
    pub shift_count: u32,
    /// Their paid hours.
    pub paid_hours: f64,
    /// Agent-hours missing.
    pub short_hours: f64,
    /// Agent-hours idle.
    pub idle_hours: f64,
    /// What the agents cost; absent where the cost of some is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_cost: Option<f64>,
    /// What missing and idle hours cost, and minima that could not be met.
    pub staffing_cost: f64,
    /// Both together; absent where the agents' is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// The cost cannot be below this; absent where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// Share of the cost that might still be saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Whether the independent judge found nothing in the roster; absent where agents are only counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_clean: Option<bool>,
    /// By planning group.
    pub planning_groups: Vec<DesignedGroup>,
}

/// A planning group under a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignedGroup {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-hours required.
    pub required_hours: f64,
    /// Agent-hours missing.
    pub short_hours: f64,
    /// Agent-hours idle.
    pub idle_hours: f64,
}
