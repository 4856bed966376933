use serde::{Deserialize, Serialize};

use super::{Agent, BreakLimit, Day, DemandGroup, PlanRules, ShiftDemand, WorkPlan};

/// Work limits. They count work, not seconds, so that a run repeats; wall time is the caller's `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// Rounds of column generation.
    pub column_rounds: usize,
    /// Re-pricings of one agent's line by the neighbourhood search.
    pub search_steps: usize,
    /// Branch-and-bound nodes of a restricted master.
    pub nodes: usize,
    /// Relative gap at which the search is satisfied.
    pub target_gap: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            column_rounds: 300,
            search_steps: 20_000,
            nodes: 200,
            target_gap: 0.001,
        }
    }
}

/// A rostering problem over one week to a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Length of a slot in minutes; divides 60.
    pub slot_minutes: u32,
    /// The days in order, without holes, the first from slot 0.
    pub days: Vec<Day>,
    /// Demand.
    pub groups: Vec<DemandGroup>,
    /// Agents wanted by shift and day, beside the demand by slot.
    #[serde(default)]
    pub shift_demand: Vec<ShiftDemand>,
    /// How many agents should be on a break at once.
    #[serde(default)]
    pub break_limits: Vec<BreakLimit>,
    /// Supply.
    pub agents: Vec<Agent>,
    /// Contracts that agents refer to.
    pub plans: Vec<WorkPlan>,
    /// Seed of every random choice: the same problem and seed give the same roster.
    pub seed: u64,
    /// How much work to spend.
    #[serde(default)]
    pub limits: Limits,
}

impl Default for Problem {
    /// Hourly slots, and nothing else yet.
    fn default() -> Self {
        Problem {
            slot_minutes: 60,
            days: Vec::new(),
            groups: Vec::new(),
            shift_demand: Vec::new(),
            break_limits: Vec::new(),
            agents: Vec::new(),
            plans: Vec::new(),
            seed: 0,
            limits: Limits::default(),
        }
    }
}

impl Problem {
    /// Slots of the horizon.
    #[must_use]
    pub fn horizon_slots(&self) -> usize {
        self.days.last().map_or(0, Day::end_slot)
    }

    /// Minutes in slots, rounded up: what a minimum needs.
    #[must_use]
    pub fn slots_up(&self, minutes: u32) -> usize {
        minutes.div_ceil(self.slot_minutes.max(1)) as usize
    }

    /// Minutes in slots, rounded down: what a maximum allows.
    #[must_use]
    pub fn slots_down(&self, minutes: u32) -> usize {
        (minutes / self.slot_minutes.max(1)) as usize
    }

    /// Price of one slot that a relaxed weekly minimum is short of: ten times the dearest cost of a slot of demand, so
    /// that a minimum is given up only as far as it must be. A missing working day costs as much as eight hours.
    #[must_use]
    pub fn relaxation_price_per_slot(&self) -> f64 {
        let of_group = |group: &DemandGroup| {
            let steps = group.under_steps.iter().chain(&group.over_steps);
            steps.map(|step| step.cost_per_slot).fold(
                group.under_cost_per_slot.max(group.over_cost_per_slot),
                f64::max,
            )
        };
        let by_slot = self.groups.iter().map(of_group);
        let by_shift = self
            .shift_demand
            .iter()
            .map(|demand| demand.under_cost.max(demand.over_cost));
        let dearest = by_slot.chain(by_shift).fold(0.0_f64, f64::max);
        10.0 * if dearest > 0.0 { dearest } else { 1.0 }
    }

    /// Price of one working day that a relaxed minimum of days is short of.
    #[must_use]
    pub fn relaxation_price_per_day(&self) -> f64 {
        self.relaxation_price_per_slot() * self.slots_up(480) as f64
    }

    /// Days of the horizon that lie in `week`.
    #[must_use]
    pub fn days_in_week(&self, week: usize) -> usize {
        self.days.iter().filter(|day| day.week == week).count()
    }

    /// Whether anything is asked for beside slot demand at one price, the rules every plan has, wishes and fixed days
    /// off: what decides which of the two searches takes the problem.
    #[must_use]
    pub fn asks_for_more_than_weekly_rules(&self) -> bool {
        let none = PlanRules::default();
        // A rotation takes shifts away, as an absence does: both searches keep it.
        let more = |plan: &WorkPlan| {
            let rotation = Vec::new();
            let rules = plan.rules.clone();
            PlanRules { rotation, ..rules } != none
        };
        let ties = |agent: &Agent| !agent.locked.is_empty() || !agent.colleagues.is_empty();
        !self.shift_demand.is_empty()
            || !self.break_limits.is_empty()
            || self.plans.iter().any(more)
            || self.agents.iter().any(ties)
    }
}
