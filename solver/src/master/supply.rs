use crate::columns::AgentClass;
use crate::problem::{GroupIndex, Problem};

/// Demand and the skill sets that serve it: all the master and the slot costs need to know.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Distinct sets of groups, ascending.
    pub skill_sets: Vec<Vec<GroupIndex>>,
    /// Per class its skill set.
    pub skill_of_class: Vec<usize>,
    /// Cost of a missing head by group.
    pub under_cost: Vec<f64>,
    /// Cost of an idle head by group.
    pub over_cost: Vec<f64>,
    /// Heads required by slot, then group.
    pub required: Vec<Vec<f64>>,
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
        Supply {
            skill_of_class,
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
