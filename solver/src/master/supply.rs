use super::{Duals, Ease, ShiftRow, SkillLinks, SlotCost};
use crate::columns::AgentClass;
use crate::problem::{ColleaguePair, GroupIndex, Problem, colleague_pairs};

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
    /// How costs are eased, by slot, then group; empty where they are not.
    pub eases: Vec<Vec<Ease>>,
    /// Per slot whether heads are best split whole: every kink of the costs lies at a whole number of heads, or is eased.
    pub is_whole: Vec<bool>,
    /// Entries of the shift demand, then rows of wishes for colleagues.
    pub shifts: Vec<ShiftRow>,
}

impl Supply {
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
            ease: None,
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
                ease: None,
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
            eases: Vec::new(),
            shifts: Vec::new(),
        }
    }

    /// Whether costs are eased.
    #[must_use]
    pub fn is_eased(&self) -> bool {
        !self.eases.is_empty()
    }

    /// Cost of a group in a slot with so many heads missing; below 0 they are idle.
    #[must_use]
    pub fn cost(&self, slot: usize, group: GroupIndex, missing: f64) -> f64 {
        let cost = &self.costs[group];
        match self.eases.get(slot) {
            Some(eases) => cost.eased(missing, eases[group]),
            None => cost.of(missing),
        }
    }

    /// The same supply with idle heads better spread than heaped, by a share of a missing and an idle head's cost that only
    /// decides between equals.
    #[must_use]
    pub fn spread(&self, share: f64) -> Self {
        let spread = |(group, cost): (usize, &SlotCost)| {
            if group < self.groups {
                cost.spread(share * (cost.over.least() + cost.under.least()))
            } else {
                cost.clone()
            }
        };
        Supply {
            costs: self.costs.iter().enumerate().map(spread).collect(),
            ..self.clone()
        }
    }

    /// The same supply with all costs eased about `prices`, from end to end within so many heads.
    #[must_use]
    pub fn eased(&self, heads: f64, prices: &Duals) -> Self {
        let rises: Vec<f64> = self
            .costs
            .iter()
            .map(|cost| Ease::rise_over(cost.over.least() + cost.under.least(), heads))
            .collect();
        let of_slot = |slot: usize| -> Vec<Ease> {
            let prices = prices.head.iter().map(|prices| prices[slot]);
            let rises = rises.iter().zip(prices);
            rises.map(|(&rise, price)| Ease { rise, price }).collect()
        };
        let shifts = self.shifts.iter().zip(&prices.shift);
        let slots = self.required.len();
        Supply {
            eases: (0..slots).map(of_slot).collect(),
            is_whole: vec![true; slots],
            shifts: shifts
                .map(|(row, &price)| row.eased(heads, price))
                .collect(),
            ..self.clone()
        }
    }
}
