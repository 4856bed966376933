use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ShiftDesignError;
use crate::problem::{
    Day, DayIndex, DemandGroup, GroupIndex, Limits, PlanIndex, PlanRules, Problem, Slot, WorkPlan,
};

/// A way to employ agents: a work plan, a set of skills, and what an agent costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    /// Identifier, for messages.
    pub id: String,
    /// The rules and the shifts: an index into [`DesignProblem::plans`].
    pub plan: PlanIndex,
    /// Demand groups an agent of it has the skills for.
    pub groups: Vec<GroupIndex>,
    /// Cost of one agent for all the days, in the unit of the demand's costs.
    pub cost_per_agent: f64,
    /// Agents there are anyway.
    #[serde(default)]
    pub minimum_agents: u32,
    /// Agents that could be had.
    pub maximum_agents: u32,
}

/// Which shifts and how many agents of which contract? Rules of a plan beyond the basic ones ([`WorkPlan::rules`]) are
/// not asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DesignProblem {
    /// Length of a slot in minutes; divides 60.
    pub slot_minutes: u32,
    /// The days in order, without holes, the first from slot 0; weekly hours bind in weeks of which all seven are here.
    pub days: Vec<Day>,
    /// Demand, and what missing and idle heads cost.
    pub groups: Vec<DemandGroup>,
    /// Rules, and the catalogue: every start, length and break place that a plan's shift templates allow is a candidate.
    pub plans: Vec<WorkPlan>,
    /// Agents that can be had.
    pub contracts: Vec<Contract>,
    /// At most so many kinds of shift in the whole design; none: as many as pay.
    #[serde(default)]
    pub most_shift_kinds: Option<usize>,
    /// Seed of the search for a roster of the designed team.
    #[serde(default)]
    pub seed: u64,
    /// How much work to spend.
    #[serde(default)]
    pub effort: DesignEffort,
}

/// Limits of work; they count work, not seconds, so that a run repeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DesignEffort {
    /// Rounds of generating shifts.
    pub rounds: usize,
    /// Branch-and-bound nodes of one integer program.
    pub nodes: usize,
    /// Work of rostering the designed team.
    pub roster: Limits,
}

impl Default for DesignEffort {
    fn default() -> Self {
        DesignEffort {
            rounds: 200,
            nodes: 500,
            roster: Limits::default(),
        }
    }
}

/// A kind of shift as a planner counts them: from when to when, on whatever day, wherever its breaks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftKind {
    /// Local start, minutes from midnight.
    pub start_minutes: u32,
    /// Minutes present, unpaid activities included.
    pub present_minutes: u32,
}

impl ShiftKind {
    pub(super) fn of(problem: &Problem, day: DayIndex, start: Slot, slots: usize) -> Self {
        let slots = u32::try_from(slots).unwrap_or(u32::MAX);
        ShiftKind {
            start_minutes: problem.days[day].local_minutes(start, problem.slot_minutes),
            present_minutes: slots.saturating_mul(problem.slot_minutes),
        }
    }
}

impl DesignProblem {
    /// The days, demand and basic rules as a rostering problem without agents.
    pub(super) fn base(&self) -> Problem {
        Problem {
            slot_minutes: self.slot_minutes,
            days: self.days.clone(),
            groups: self.groups.clone(),
            plans: self
                .plans
                .iter()
                .map(|plan| WorkPlan {
                    rules: PlanRules::default(),
                    ..plan.clone()
                })
                .collect(),
            ..Problem::default()
        }
    }

    /// Whether the problem can be understood.
    ///
    /// # Errors
    /// [`ShiftDesignError`] with the first fault found, its value and remedy.
    pub fn validate(&self) -> Result<(), ShiftDesignError> {
        self.base().validate()?;
        if self.most_shift_kinds == Some(0) {
            return Err(ShiftDesignError::NoKinds);
        }
        let mut seen = BTreeSet::new();
        for contract in &self.contracts {
            if !seen.insert(contract.id.as_str()) {
                return Err(ShiftDesignError::DuplicateContract(contract.id.clone()));
            }
            let plans = std::iter::once(("plan", contract.plan, self.plans.len()));
            let groups = contract
                .groups
                .iter()
                .map(|&group| ("groups", group, self.groups.len()));
            if let Some((field, index, length)) = plans
                .chain(groups)
                .find(|(_, index, length)| index >= length)
            {
                return Err(ShiftDesignError::UnknownIndex {
                    contract: contract.id.clone(),
                    field,
                    index,
                    length,
                });
            }
            if !contract.cost_per_agent.is_finite() || contract.cost_per_agent < 0.0 {
                return Err(ShiftDesignError::Cost {
                    contract: contract.id.clone(),
                    cost: contract.cost_per_agent,
                });
            }
            if contract.minimum_agents > contract.maximum_agents {
                return Err(ShiftDesignError::MinimumAboveMaximum {
                    contract: contract.id.clone(),
                    minimum: contract.minimum_agents,
                    maximum: contract.maximum_agents,
                });
            }
        }
        Ok(())
    }
}
