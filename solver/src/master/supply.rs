use super::{SkillLinks, SlotCost};
use crate::columns::AgentClass;
use crate::problem::{DemandGroup, GroupIndex, Problem};

/// Demand and the skill sets that serve it: all the master and the slot costs need to know.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Distinct sets of groups, ascending.
    pub skill_sets: Vec<Vec<GroupIndex>>,
    /// Who serves what.
    pub links: SkillLinks,
    /// Per class its skill set.
    pub skill_of_class: Vec<usize>,
    /// Cost of missing and idle heads by group.
    pub costs: Vec<SlotCost>,
    /// Heads required by slot, then group.
    pub required: Vec<Vec<f64>>,
    /// Per slot whether every kink of the costs lies at a whole number of heads.
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
            ..Self::of(
                &problem.groups,
                problem.horizon_slots(),
                skill_sets,
                skill_of_class,
            )
        }
    }

    /// The same supply where idle heads cost more the more of them there are in a slot: each further `width` of them by
    /// `rise` times what a missing and an idle head cost together.
    #[must_use]
    pub fn levelled(&self, width: f64, rise: f64) -> Self {
        let costs = self.costs.iter();
        Supply {
            costs: costs.map(|cost| cost.levelled(width, rise)).collect(),
            is_whole: self
                .is_whole
                .iter()
                .map(|whole| *whole && width.fract() == 0.0)
                .collect(),
            ..self.clone()
        }
    }

    /// The supply side of a demand by slot.
    pub(super) fn of(
        groups: &[DemandGroup],
        slots: usize,
        skill_sets: Vec<Vec<GroupIndex>>,
        skill_of_class: Vec<usize>,
    ) -> Self {
        let required: Vec<Vec<f64>> = (0..slots)
            .map(|slot| groups.iter().map(|group| group.required[slot]).collect())
            .collect();
        let steps = groups
            .iter()
            .flat_map(|group| group.under_steps.iter().chain(&group.over_steps));
        let steps_are_whole = steps
            .map(|step| step.beyond_heads)
            .all(|heads| heads.fract() == 0.0);
        let whole = |heads: &Vec<f64>| steps_are_whole && heads.iter().all(|h| h.fract() == 0.0);
        Supply {
            links: SkillLinks::new(&skill_sets, groups.len()),
            skill_sets,
            skill_of_class,
            costs: groups.iter().map(SlotCost::new).collect(),
            is_whole: required.iter().map(whole).collect(),
            required,
            shifts: Vec::new(),
        }
    }
}
