use super::Supply;

/// The cheapest split of one slot's heads over the groups they can serve.
///
/// A minimum-cost flow from skill sets over groups to a sink, one arc to the sink for each piece of a group's cost. Costs
/// are convex, so pieces fill in their order. Moving a head between groups of its skill set is free, so the shortest
/// augmenting path from a skill set ends at the group, among those reachable over such moves, whose next head costs least
/// (least below 0: the one whose missing head costs most), and carries no more than that piece has room for. A path
/// through the sink would have ended there. Successive shortest paths keep the flow a cheapest one (Jewell 1958).
#[derive(Clone, Debug, PartialEq)]
pub struct SlotFlow {
    /// Heads by skill set and group.
    flow: Vec<Vec<f64>>,
    /// Heads by group.
    pub staffed: Vec<f64>,
    /// Cost of missing and idle heads.
    pub cost: f64,
}

const NEGLIGIBLE_HEADS: f64 = 1e-9;

/// One more head of a group: what it changes the cost by, and how many heads change it by as much.
#[derive(Clone, Copy)]
struct NextHead {
    price: f64,
    room: f64,
}

impl SlotFlow {
    /// The slot with nobody on it.
    #[must_use]
    pub fn empty(supply: &Supply, slot: usize) -> Self {
        let groups = supply.costs.len();
        let cost = supply.required[slot]
            .iter()
            .zip(&supply.costs)
            .map(|(&heads, cost)| cost.under.of(heads))
            .sum();
        SlotFlow {
            flow: vec![vec![0.0; groups]; supply.skill_sets.len()],
            staffed: vec![0.0; groups],
            cost,
        }
    }

    /// The slot with the given heads by skill set.
    #[must_use]
    pub fn with_heads(supply: &Supply, slot: usize, heads: &[u32]) -> Self {
        let mut flow = Self::empty(supply, slot);
        for (skill, &count) in heads.iter().enumerate() {
            if count > 0 {
                flow.add(supply, slot, skill, f64::from(count));
            }
        }
        flow
    }

    /// Adds heads of a skill set and returns what the cost changed by.
    pub fn add(&mut self, supply: &Supply, slot: usize, skill: usize, heads: f64) -> f64 {
        let before = self.cost;
        let mut remaining = if supply.skill_sets[skill].is_empty() {
            0.0
        } else {
            heads
        };
        while remaining > NEGLIGIBLE_HEADS {
            let moved = self.augment(supply, slot, skill, remaining);
            if moved <= 0.0 {
                break;
            }
            remaining -= moved;
        }
        self.cost - before
    }

    fn next_head(&self, supply: &Supply, slot: usize, group: usize) -> NextHead {
        let (cost, missing) = (
            &supply.costs[group],
            supply.required[slot][group] - self.staffed[group],
        );
        if missing > NEGLIGIBLE_HEADS {
            let piece = cost.under.last_piece(missing - NEGLIGIBLE_HEADS);
            return NextHead {
                price: -piece.price,
                room: missing - piece.from,
            };
        }
        let idle = (-missing).max(0.0);
        let piece = cost.over.next_piece(idle + NEGLIGIBLE_HEADS);
        NextHead {
            price: piece.price,
            room: piece.to - idle,
        }
    }

    fn augment(&mut self, supply: &Supply, slot: usize, skill: usize, remaining: f64) -> f64 {
        let groups = supply.costs.len();
        // Per group: the skill set that brought the path there.
        let mut entered: Vec<Option<usize>> = vec![None; groups];
        // Per skill set: the group the path came from; the source has none.
        let mut left: Vec<Option<usize>> = vec![None; supply.skill_sets.len()];
        let mut queue = vec![skill];
        let mut seen = vec![false; supply.skill_sets.len()];
        seen[skill] = true;
        let mut next = 0;
        while let Some(&set) = queue.get(next) {
            next += 1;
            for &group in &supply.skill_sets[set] {
                if entered[group].is_some() {
                    continue;
                }
                entered[group] = Some(set);
                for (other, row) in self.flow.iter().enumerate() {
                    if !seen[other] && row[group] > NEGLIGIBLE_HEADS {
                        seen[other] = true;
                        left[other] = Some(group);
                        queue.push(other);
                    }
                }
            }
        }
        let next_head = |group: usize| self.next_head(supply, slot, group);
        let target = (0..groups)
            .filter(|&group| entered[group].is_some())
            .min_by(|&a, &b| next_head(a).price.total_cmp(&next_head(b).price));
        let Some(target) = target else { return 0.0 };
        let head = next_head(target);
        let mut amount = remaining.min(head.room);
        let mut path = Vec::new();
        let mut group = target;
        while let Some(set) = entered[group] {
            path.push((set, group));
            match left[set] {
                Some(previous) => {
                    amount = amount.min(self.flow[set][previous]);
                    group = previous;
                }
                None => break,
            }
        }
        self.cost += amount * head.price;
        self.staffed[target] += amount;
        for (set, group) in path {
            self.flow[set][group] += amount;
            if let Some(previous) = left[set] {
                self.flow[set][previous] -= amount;
            }
        }
        amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::master::SlotCost;
    use crate::problem::{CostStep, DemandGroup};
    use proptest::prelude::*;

    const GROUPS: usize = 3;

    fn supply(groups: &[DemandGroup], skill_sets: Vec<Vec<usize>>) -> Supply {
        Supply {
            skill_of_class: (0..skill_sets.len()).collect(),
            groups: groups.len(),
            break_limits: 0,
            skill_sets,
            costs: groups.iter().map(SlotCost::new).collect(),
            required: vec![groups.iter().map(|group| group.required[0]).collect()],
            shifts: Vec::new(),
        }
    }

    /// The least cost over all ways to hand whole heads to groups.
    fn cheapest_by_hand(supply: &Supply, heads: &[u32]) -> f64 {
        let mut splits = vec![vec![0.0; GROUPS]];
        for (set, &count) in supply.skill_sets.iter().zip(heads) {
            for _ in 0..count {
                let grown = |split: &Vec<f64>| {
                    let split = split.clone();
                    set.iter().map(move |&group| {
                        let mut split = split.clone();
                        split[group] += 1.0;
                        split
                    })
                };
                splits = splits.iter().flat_map(grown).collect();
                splits.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
                splits.dedup();
            }
        }
        let cost = |split: &Vec<f64>| -> f64 {
            (0..GROUPS)
                .map(|group| supply.costs[group].of(supply.required[0][group] - split[group]))
                .sum()
        };
        splits.iter().map(cost).fold(f64::INFINITY, f64::min)
    }

    fn rising(base: u8, rises: &[(u8, u8)]) -> Vec<CostStep> {
        let (mut heads, mut cost) = (0.0, f64::from(base));
        let mut steps = Vec::new();
        for &(width, rise) in rises {
            heads += f64::from(width);
            cost += f64::from(rise);
            steps.push(CostStep {
                beyond_heads: heads,
                cost_per_slot: cost,
            });
        }
        steps
    }

    fn group() -> impl Strategy<Value = DemandGroup> {
        let rises = || prop::collection::vec((1u8..3, 0u8..6), 0..3);
        (0u8..5, 1u8..6, rises(), 0u8..4, rises()).prop_map(
            |(required, under, under_rises, over, over_rises)| DemandGroup {
                id: "group".into(),
                required: vec![f64::from(required)],
                under_cost_per_slot: f64::from(under),
                over_cost_per_slot: f64::from(over),
                under_steps: rising(under, &under_rises),
                over_steps: rising(over, &over_rises),
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn heads_added_in_any_order_are_split_as_cheaply_as_by_hand(
            groups in prop::collection::vec(group(), GROUPS),
            sets in prop::collection::btree_set(prop::collection::btree_set(0..GROUPS, 1..=GROUPS), 3..5),
            order in prop::collection::vec(0usize..3, 0..8),
        ) {
            let sets = sets.into_iter().map(|set| set.into_iter().collect()).collect();
            let supply = supply(&groups, sets);
            let mut heads = vec![0; supply.skill_sets.len()];
            let mut flow = SlotFlow::empty(&supply, 0);
            prop_assert!((flow.cost - cheapest_by_hand(&supply, &heads)).abs() < 1e-6);
            for skill in order {
                let before = flow.cost;
                let change = flow.add(&supply, 0, skill, 1.0);
                heads[skill] += 1;
                let cheapest = cheapest_by_hand(&supply, &heads);
                prop_assert!((flow.cost - cheapest).abs() < 1e-6, "{} instead of {cheapest}", flow.cost);
                prop_assert!((before + change - flow.cost).abs() < 1e-9);
            }
            prop_assert!((SlotFlow::with_heads(&supply, 0, &heads).cost - flow.cost).abs() < 1e-6);
            // What is told as staffed costs what is told as cost.
            let told: f64 = (0..GROUPS)
                .map(|group| supply.costs[group].of(supply.required[0][group] - flow.staffed[group]))
                .sum();
            prop_assert!((told - flow.cost).abs() < 1e-6);
        }
    }

    #[test]
    fn a_second_head_goes_where_the_shortage_has_become_dearer() {
        let group = |under: f64, step: f64| DemandGroup {
            required: vec![2.0],
            under_cost_per_slot: under,
            over_cost_per_slot: 1.0,
            under_steps: vec![CostStep {
                beyond_heads: 1.0,
                cost_per_slot: step,
            }],
            ..DemandGroup::default()
        };
        let supply = supply(&[group(3.0, 20.0), group(2.0, 10.0)], vec![vec![0, 1]]);
        let flow = SlotFlow::with_heads(&supply, 0, &[2]);
        assert_eq!(flow.staffed, vec![1.0, 1.0]);
        assert!((flow.cost - 5.0).abs() < 1e-9);
    }
}
