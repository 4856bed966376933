use super::SlotCost;
use crate::columns::AgentClass;
use crate::problem::{GroupIndex, Problem};

/// Demand and the skill sets that serve it: all the master and the slot costs need to know.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Distinct sets of groups, ascending.
    pub skill_sets: Vec<Vec<GroupIndex>>,
    /// Per class its skill set.
    pub skill_of_class: Vec<usize>,
    /// Cost of missing and idle heads by group.
    pub costs: Vec<SlotCost>,
    /// Heads required by slot, then group.
    pub required: Vec<Vec<f64>>,
    /// Entries of the shift demand.
    pub shifts: Vec<ShiftRow>,
}

/// An entry of the shift demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftRow {
    /// Agents required.
    pub required: f64,
    /// Cost of one missing.
    pub under_cost: f64,
    /// Cost of one too many.
    pub over_cost: f64,
}

impl ShiftRow {
    /// Cost with `agents` on the shift.
    #[must_use]
    pub fn cost(&self, agents: u32) -> f64 {
        let missing = self.required - f64::from(agents);
        missing.max(0.0) * self.under_cost + (-missing).max(0.0) * self.over_cost
    }

    /// What one more agent saves; negative where it would be one too many.
    #[must_use]
    pub fn worth(&self, agents: u32) -> f64 {
        self.cost(agents) - self.cost(agents + 1)
    }
}

impl Supply {
    /// Whether the cost of missing or idle heads rises anywhere.
    #[must_use]
    pub fn is_stepped(&self) -> bool {
        let mut costs = self.costs.iter();
        costs.any(|cost| cost.under.is_stepped() || cost.over.is_stepped())
    }

    /// The supply side of a problem with the given classes.
    #[must_use]
    pub fn new(problem: &Problem, classes: &[AgentClass]) -> Self {
        let mut skill_sets: Vec<Vec<GroupIndex>> =
            classes.iter().map(|class| class.groups.clone()).collect();
        skill_sets.sort();
        skill_sets.dedup();
        let skill_of_class = classes
            .iter()
            .map(|class| skill_sets.binary_search(&class.groups).unwrap_or_default())
            .collect();
        let shifts = problem.shift_demand.iter().map(|demand| ShiftRow {
            required: f64::from(demand.required),
            under_cost: demand.under_cost,
            over_cost: demand.over_cost,
        });
        Supply {
            shifts: shifts.collect(),
            skill_of_class,
            skill_sets,
            costs: problem.groups.iter().map(SlotCost::new).collect(),
            required: (0..problem.horizon_slots())
                .map(|slot| {
                    problem
                        .groups
                        .iter()
                        .map(|group| group.required[slot])
                        .collect()
                })
                .collect(),
        }
    }
}
