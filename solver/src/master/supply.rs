use super::SkillLinks;
use crate::columns::AgentClass;
use crate::problem::{GroupIndex, Problem};

/// Demand and the skill sets that serve it: all the master and the slot costs need to know.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Distinct sets of groups, ascending.
    pub skill_sets: Vec<Vec<GroupIndex>>,
    /// Who serves what.
    pub links: SkillLinks,
    /// Per class its skill set.
    pub skill_of_class: Vec<usize>,
    /// Cost of a missing head by group.
    pub under_cost: Vec<f64>,
    /// Cost of an idle head by group.
    pub over_cost: Vec<f64>,
    /// Heads required by slot, then group.
    pub required: Vec<Vec<f64>>,
    /// Per slot whether whole heads are required of every group.
    pub is_whole: Vec<bool>,
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
        let whole = |slot: usize| {
            let groups = problem.groups.iter();
            groups
                .map(|group| group.required[slot])
                .all(|heads| heads.fract() == 0.0)
        };
        Supply {
            shifts: shifts.collect(),
            skill_of_class,
            links: SkillLinks::new(&skill_sets, problem.groups.len()),
            is_whole: (0..problem.horizon_slots()).map(whole).collect(),
            skill_sets,
            under_cost: problem
                .groups
                .iter()
                .map(|group| group.under_cost_per_slot)
                .collect(),
            over_cost: problem
                .groups
                .iter()
                .map(|group| group.over_cost_per_slot)
                .collect(),
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
