use super::{Levelling, SkillLinks, SlotCost};
use crate::columns::AgentClass;
use crate::problem::{ColleaguePair, DayIndex, GroupIndex, Problem, colleague_pairs};

/// Demand and the skill sets that serve it: all the master and the slot costs need to know.
///
/// A limit on breaks is a demand of its own behind those of the problem's groups: agents on a break are heads of a skill
/// set that serves only it, what is missing to the limit costs nothing, what is beyond costs what the limit says.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Distinct sets of groups, ascending; then one for each limit on breaks.
    pub skill_sets: Vec<Vec<GroupIndex>>,
    /// Who serves what.
    pub links: SkillLinks,
    /// Groups of the problem; those behind them are limits on breaks.
    pub groups: usize,
    /// Limits on breaks.
    pub break_limits: usize,
    /// Per class its skill set.
    pub skill_of_class: Vec<usize>,
    /// Cost of missing and idle heads by group.
    pub costs: Vec<SlotCost>,
    /// Heads required by slot, then group.
    pub required: Vec<Vec<f64>>,
    /// Per slot whether every kink of the costs lies at a whole number of heads.
    pub is_whole: Vec<bool>,
    /// Entries of the shift demand, then rows of wishes for colleagues.
    pub shifts: Vec<ShiftRow>,
}

/// An entry of the shift demand, or a row of a wish for a colleague.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftRow {
    /// The day.
    pub day: DayIndex,
    /// Agents required.
    pub required: f64,
    /// Cost of one missing.
    pub under_cost: f64,
    /// Cost of the first too many.
    pub over_cost: f64,
    /// How much dearer each further one too many is; 0 but in [`Supply::levelled`].
    pub over_rise: f64,
}

impl ShiftRow {
    /// Cost with `agents` on the shift.
    #[must_use]
    pub fn cost(&self, agents: u32) -> f64 {
        let missing = self.required - f64::from(agents);
        let idle = (-missing).max(0.0);
        let rises = self.over_rise * idle * (idle - 1.0).max(0.0) / 2.0;
        missing.max(0.0) * self.under_cost + idle * self.over_cost + rises
    }

    /// What one more agent saves; negative where it would be one too many.
    #[must_use]
    pub fn worth(&self, agents: u32) -> f64 {
        self.cost(agents) - self.cost(agents + 1)
    }
}

impl Supply {
    /// No head beyond the requirement, by slot and group.
    #[must_use]
    pub fn nothing_raised(&self) -> Vec<Vec<f64>> {
        vec![vec![0.0; self.costs.len()]; self.required.len()]
    }

    /// The group that stands for a limit on breaks.
    #[must_use]
    pub fn break_group(&self, limit: usize) -> GroupIndex {
        self.groups + limit
    }

    /// The skill set of agents on a break that a limit counts.
    #[must_use]
    pub fn break_skill(&self, limit: usize) -> usize {
        self.skill_sets.len() - self.break_limits + limit
    }

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
        let first_limit = problem.groups.len();
        skill_sets.extend((0..problem.break_limits.len()).map(|limit| vec![first_limit + limit]));
        let of_groups = problem.groups.iter().map(SlotCost::new);
        let of_limits = problem
            .break_limits
            .iter()
            .map(|limit| SlotCost::flat(0.0, limit.over_cost_per_slot));
        let shifts = problem.shift_demand.iter().map(|demand| ShiftRow {
            day: demand.day,
            required: f64::from(demand.required),
            under_cost: demand.under_cost,
            over_cost: demand.over_cost,
            over_rise: 0.0,
        });
        let required = (0..problem.horizon_slots()).map(|slot| {
            let heads = problem.groups.iter().map(|group| group.required[slot]);
            let limits = problem.break_limits.iter();
            heads
                .chain(limits.map(|limit| f64::from(limit.most_at_once)))
                .collect()
        });
        let pairs = colleague_pairs(problem);
        let of_pair = |pair: &ColleaguePair<'_>| {
            let each = pair.price / 2.0;
            let row = |day| ShiftRow {
                day,
                required: 1.0,
                under_cost: each,
                over_cost: each,
                over_rise: 0.0,
            };
            pair.days_of_rows().map(row).collect::<Vec<_>>()
        };
        let shifts = shifts.chain(pairs.iter().flat_map(of_pair));
        Supply {
            shifts: shifts.collect(),
            groups: problem.groups.len(),
            break_limits: problem.break_limits.len(),
            ..Self::of(
                of_groups.chain(of_limits).collect(),
                required.collect(),
                skill_sets,
                skill_of_class,
            )
        }
    }

    /// The supply side of a demand by slot: costs by group, heads required by slot and group.
    pub(super) fn of(
        costs: Vec<SlotCost>,
        required: Vec<Vec<f64>>,
        skill_sets: Vec<Vec<GroupIndex>>,
        skill_of_class: Vec<usize>,
    ) -> Self {
        let costs_are_whole = costs.iter().all(SlotCost::is_whole);
        let is_whole = |heads: &Vec<f64>| costs_are_whole && heads.iter().all(|h| h.fract() == 0.0);
        Supply {
            links: SkillLinks::new(&skill_sets, costs.len()),
            skill_sets,
            groups: costs.len(),
            break_limits: 0,
            skill_of_class,
            costs,
            is_whole: required.iter().map(is_whole).collect(),
            required,
            shifts: Vec::new(),
        }
    }

    /// The same supply with levelled costs; agents too many on a shift cost more the more of them there are, too. Limits on
    /// breaks stay as they are. `raised` are heads required beyond the requirement, by slot and group.
    #[must_use]
    pub fn levelled(&self, levelling: Levelling, raised: &[Vec<f64>]) -> Self {
        let rise = levelling.rise;
        let required = |(required, raised): (&Vec<f64>, &Vec<f64>)| {
            required.iter().zip(raised).map(|(a, b)| a + b).collect()
        };
        let level = |(group, cost): (usize, &SlotCost)| {
            if group < self.groups {
                cost.levelled(levelling)
            } else {
                cost.clone()
            }
        };
        let level_shift = |row: &ShiftRow| ShiftRow {
            over_rise: rise * (row.under_cost + row.over_cost),
            ..*row
        };
        Supply {
            shifts: self.shifts.iter().map(level_shift).collect(),
            groups: self.groups,
            break_limits: self.break_limits,
            ..Self::of(
                self.costs.iter().enumerate().map(level).collect(),
                self.required.iter().zip(raised).map(required).collect(),
                self.skill_sets.clone(),
                self.skill_of_class.clone(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_more_on_a_shift_is_worth_what_its_cost_falls_by_levelled_or_not() {
        let row = ShiftRow {
            day: 0,
            required: 2.0,
            under_cost: 100.0,
            over_cost: 1.0,
            over_rise: 0.0,
        };
        let levelled = ShiftRow {
            over_rise: 50.5,
            ..row
        };
        let worth = |row: ShiftRow| [0, 1, 2, 3, 4].map(|agents| row.worth(agents));
        assert_eq!(worth(row), [100.0, 100.0, -1.0, -1.0, -1.0]);
        assert_eq!(worth(levelled), [100.0, 100.0, -1.0, -51.5, -102.0]);
    }
}
