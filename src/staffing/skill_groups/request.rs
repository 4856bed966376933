//! What a planner sends: queues with goals, and the groups that serve them.

use serde::Deserialize;

/// Queues to serve and groups to staff, for one interval in a steady state.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SkillGroupsToStaff {
    /// 5, 10, 15, 20, 30 or 60: the interval the volumes count.
    pub interval_length_minutes: u32,
    /// 1 to 50 queues, at most 2,000 erlangs together.
    pub queues: Vec<QueueToStaff>,
    /// 1 to 50 groups.
    pub skill_groups: Vec<SkillGroupToStaff>,
    /// Which idle agent an arriving contact gets.
    #[serde(default)]
    pub routing: RoutingRule,
    /// Equal seeds and inputs give equal answers on one machine type; 0 when left out, at most 2^53 − 1.
    #[serde(default)]
    pub seed: u64,
}

/// A queue, its contacts and what is promised to them.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueToStaff {
    /// Its name, by which groups refer to it.
    pub name: String,
    /// Contacts offered in the interval.
    pub volume: f64,
    /// Talk, hold and wrap-up, in seconds: 1 to 86,400.
    pub average_handle_time_seconds: f64,
    /// Mean time a contact waits before it hangs up, in seconds: 1 to 86,400; left out, nobody hangs up.
    pub average_patience_seconds: Option<f64>,
    /// What must be met; at least one goal.
    pub goals: QueueGoals,
    /// 0 is served first, 1 next, …; queues of the same priority by the longest wait. 0 when left out.
    #[serde(default)]
    pub priority: u32,
}

/// A queue's goals; all that are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueGoals {
    /// At least this percent of all contacts offered are answered within these seconds.
    pub service_level: Option<AnsweredWithin>,
    /// Percent of contacts that hang up, at most; needs `averagePatienceSeconds`.
    pub abandon_rate: Option<AbandonRateAtMost>,
}

/// "80 percent of all offered within 20 seconds".
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnsweredWithin {
    /// At least this percent …, above 0 and at most 99.9;
    pub percent: f64,
    /// … within this time, at most 86,400 s.
    pub seconds: f64,
}

/// An upper bound in percent.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbandonRateAtMost {
    /// At most this percent, from 0.1 to below 100.
    pub percent: f64,
}

/// Agents of the same skills.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SkillGroupToStaff {
    /// Its name.
    pub name: String,
    /// Names of the queues its agents serve.
    pub queues: Vec<String>,
    /// What one agent costs in the interval, in any currency: 0.000001 to 1,000,000.
    pub cost_per_agent: f64,
    /// At least so many agents; 0 when left out.
    #[serde(default)]
    pub minimum_agents: u32,
    /// At most so many agents; no limit when left out.
    pub maximum_agents: Option<u32>,
}

/// Which idle agent an arriving contact gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RoutingRule {
    /// Of the groups with the fewest queues that have an idle agent, the agent idle for longest: flexible agents are
    /// kept for those who need them.
    #[default]
    LeastFlexibleFirst,
    /// The agent idle for longest, of whatever group.
    LongestIdle,
}
