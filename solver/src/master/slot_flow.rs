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
    /// Heads by skill set and group it serves, as [`SkillLinks`] lists them.
    flow: Vec<f64>,
    /// Heads by group.
    pub staffed: Vec<f64>,
    /// Cost of missing and idle heads.
    pub cost: f64,
}

const NEGLIGIBLE_HEADS: f64 = 1e-9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

/// A way over groups and skill sets.
struct Path {
    /// Per group on the way: the link it was entered by, and the link it was left from by the same skill set; the first
    /// has none.
    entered: Vec<Option<(usize, Option<usize>)>>,
    /// The group where it ends.
    target: usize,
    /// Change of the cost by a head.
    price: f64,
    /// Heads for which it holds.
    amount: f64,
}

impl SlotFlow {
    /// The slot with nobody on it.
    #[must_use]
    pub fn empty(supply: &Supply, slot: usize) -> Self {
        let groups = supply.costs.len();
        SlotFlow {
            flow: vec![0.0; supply.links.len()],
            staffed: vec![0.0; groups],
            cost: (0..groups)
                .map(|group| supply.cost(slot, group, supply.required[slot][group]))
                .sum(),
        }
    }

    /// Adds heads of a skill set and returns what the cost changed by.
    pub fn add(&mut self, supply: &Supply, slot: usize, skill: usize, heads: f64) -> f64 {
        self.change(supply, slot, skill, heads, Direction::In)
    }

    /// Takes heads of a skill set out again and returns what the cost changed by.
    pub fn remove(&mut self, supply: &Supply, slot: usize, skill: usize, heads: f64) -> f64 {
        self.change(supply, slot, skill, heads, Direction::Out)
    }

    /// What one more head that may serve a group would change the cost by, group by group; [`Self::worth_of_one_more`]
    /// makes worths of skill sets of it.
    ///
    /// From the cheapest group on, all groups are looked for from which a head can be pushed there.
    pub fn prices_of_one_more(&self, supply: &Supply, slot: usize, prices: &mut [f64]) {
        for (group, price) in prices.iter_mut().enumerate() {
            *price = self.end(supply, slot, group, Direction::In).0;
        }
        // In most slots all groups are covered, and one more head is idle wherever it goes.
        if prices.iter().all(|price| *price == prices[0]) {
            return;
        }
        let mut order: Vec<usize> = (0..prices.len()).collect();
        order.sort_by(|&a, &b| prices[a].total_cmp(&prices[b]));
        let mut is_known = vec![false; prices.len()];
        let mut queue = Vec::with_capacity(prices.len());
        for target in order {
            if std::mem::replace(&mut is_known[target], true) {
                continue;
            }
            queue.push(target);
            while let Some(group) = queue.pop() {
                for link in supply.links.to(group) {
                    for from in supply.links.of(supply.links.set(link)) {
                        let other = supply.links.group(from);
                        if self.flow[from] > NEGLIGIBLE_HEADS && !is_known[other] {
                            is_known[other] = true;
                            prices[other] = prices[target];
                            queue.push(other);
                        }
                    }
                }
            }
        }
    }

    /// What one more head of a skill set is worth, given the slot's [`Self::prices_of_one_more`], which only slots of whole
    /// heads need.
    #[must_use]
    pub fn worth_of_one_more(
        &self,
        supply: &Supply,
        slot: usize,
        skill: usize,
        prices: &[f64],
    ) -> f64 {
        if supply.is_whole[slot] {
            let groups = supply.skill_sets[skill].iter();
            return -groups
                .map(|&group| prices[group])
                .reduce(f64::min)
                .unwrap_or(0.0);
        }
        // Part of a head may end elsewhere than the rest of it.
        -self.clone().add(supply, slot, skill, 1.0)
    }

    fn change(
        &mut self,
        supply: &Supply,
        slot: usize,
        skill: usize,
        heads: f64,
        direction: Direction,
    ) -> f64 {
        let before = self.cost;
        let mut remaining = heads;
        while remaining > NEGLIGIBLE_HEADS {
            let Some(path) = self.cheapest(supply, slot, skill, direction) else {
                break;
            };
            let amount = path.amount.min(remaining);
            self.follow(supply, &path, amount, direction);
            remaining -= amount;
        }
        self.cost - before
    }

    /// The cheapest way for a head of a skill set to come or to go: moves that cost nothing, then the group where it ends.
    /// A head that comes may push another on to a group both serve; one that goes may be replaced by one from a group
    /// both serve.
    fn cheapest(
        &self,
        supply: &Supply,
        slot: usize,
        skill: usize,
        direction: Direction,
    ) -> Option<Path> {
        let groups = supply.costs.len();
        let links = &supply.links;
        let mut path = Path {
            entered: vec![None; groups],
            target: 0,
            price: f64::INFINITY,
            amount: 0.0,
        };
        let mut queue = Vec::with_capacity(groups);
        let held = |link: usize| self.flow[link] > NEGLIGIBLE_HEADS;
        for link in links.of(skill) {
            if direction == Direction::In || held(link) {
                path.entered[links.group(link)] = Some((link, None));
                queue.push(links.group(link));
            }
        }
        let least = (0..groups)
            .map(|group| self.end(supply, slot, group, direction).0)
            .fold(f64::INFINITY, f64::min);
        let mut next = 0;
        while let Some(&group) = queue.get(next) {
            next += 1;
            let (price, amount) = self.end(supply, slot, group, direction);
            if price < path.price {
                (path.target, path.price, path.amount) = (group, price, amount);
            }
            // No other group is cheaper.
            if price <= least {
                break;
            }
            for here in links.to(group) {
                if direction == Direction::In && !held(here) {
                    continue;
                }
                for there in links.of(links.set(here)) {
                    let entered = &mut path.entered[links.group(there)];
                    if entered.is_none() && (direction == Direction::In || held(there)) {
                        *entered = Some((there, Some(here)));
                        queue.push(links.group(there));
                    }
                }
            }
        }
        if path.price.is_infinite() {
            return None;
        }
        let mut group = path.target;
        while let Some((entered, left)) = path.entered[group] {
            if direction == Direction::Out {
                path.amount = path.amount.min(self.flow[entered]);
            }
            let Some(left) = left else { break };
            if direction == Direction::In {
                path.amount = path.amount.min(self.flow[left]);
            }
            group = links.group(left);
        }
        Some(path)
    }

    /// What a head that comes to a group or goes from it changes the cost by, and for how many heads this holds: for one
    /// where costs are eased.
    fn end(&self, supply: &Supply, slot: usize, group: usize, direction: Direction) -> (f64, f64) {
        let cost = &supply.costs[group];
        let missing = supply.required[slot][group] - self.staffed[group];
        if supply.is_eased() {
            let then = match direction {
                Direction::In => missing - 1.0,
                Direction::Out => missing + 1.0,
            };
            let change = supply.cost(slot, group, then) - supply.cost(slot, group, missing);
            return (change, 1.0);
        }
        let idle = -missing;
        match direction {
            Direction::In if missing > NEGLIGIBLE_HEADS => {
                let piece = cost.under.last_piece(missing - NEGLIGIBLE_HEADS);
                (-piece.price, missing - piece.from)
            }
            Direction::In => {
                let piece = cost.over.next_piece(idle + NEGLIGIBLE_HEADS);
                (piece.price, piece.to - idle.max(0.0))
            }
            Direction::Out if idle > NEGLIGIBLE_HEADS => {
                let piece = cost.over.last_piece(idle - NEGLIGIBLE_HEADS);
                (-piece.price, idle - piece.from)
            }
            Direction::Out => {
                let piece = cost.under.next_piece(missing + NEGLIGIBLE_HEADS);
                (piece.price, piece.to - missing.max(0.0))
            }
        }
    }

    fn follow(&mut self, supply: &Supply, path: &Path, amount: f64, direction: Direction) {
        let signed = match direction {
            Direction::In => amount,
            Direction::Out => -amount,
        };
        self.cost += amount * path.price;
        self.staffed[path.target] += signed;
        let mut group = path.target;
        while let Some((entered, left)) = path.entered[group] {
            self.flow[entered] += signed;
            let Some(left) = left else { break };
            self.flow[left] -= signed;
            group = supply.links.group(left);
        }
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
        let skill_of_class = (0..skill_sets.len()).collect();
        let costs = groups.iter().map(SlotCost::new).collect();
        let required = groups.iter().map(|group| group.required[0]).collect();
        Supply::of(costs, vec![required], skill_sets, skill_of_class)
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
        fn heads_that_come_and_go_are_split_as_cheaply_as_by_hand(
            groups in prop::collection::vec(group(), GROUPS),
            sets in prop::collection::btree_set(prop::collection::btree_set(0..GROUPS, 1..=GROUPS), 3..5),
            order in prop::collection::vec((0usize..3, prop::bool::weighted(0.7)), 0..14),
        ) {
            let sets = sets.into_iter().map(|set| set.into_iter().collect()).collect();
            let supply = supply(&groups, sets);
            let mut heads = vec![0; supply.skill_sets.len()];
            let mut flow = SlotFlow::empty(&supply, 0);
            prop_assert!((flow.cost - cheapest_by_hand(&supply, &heads)).abs() < 1e-6);
            for (skill, comes) in order {
                let before = flow.cost;
                let change = if comes {
                    let mut prices = [0.0; GROUPS];
                    flow.prices_of_one_more(&supply, 0, &mut prices);
                    let worth = flow.worth_of_one_more(&supply, 0, skill, &prices);
                    let change = flow.add(&supply, 0, skill, 1.0);
                    prop_assert!((worth + change).abs() < 1e-9);
                    heads[skill] += 1;
                    change
                } else if heads[skill] > 0 {
                    heads[skill] -= 1;
                    flow.remove(&supply, 0, skill, 1.0)
                } else {
                    continue;
                };
                let cheapest = cheapest_by_hand(&supply, &heads);
                prop_assert!((flow.cost - cheapest).abs() < 1e-6, "{} instead of {cheapest}", flow.cost);
                prop_assert!((before + change - flow.cost).abs() < 1e-9);
            }
            // What is told as staffed costs what is told as cost.
            let told: f64 = (0..GROUPS)
                .map(|group| supply.costs[group].of(supply.required[0][group] - flow.staffed[group]))
                .sum();
            prop_assert!((told - flow.cost).abs() < 1e-6);
        }
    }

    proptest! {
        #[test]
        fn where_parts_of_a_head_are_required_those_who_go_leave_what_those_who_stay_cost(
            mut groups in prop::collection::vec(group(), GROUPS),
            changes in prop::collection::vec((0usize..5, prop::bool::ANY), 1..40),
        ) {
            for group in &mut groups {
                group.required[0] /= 2.0;
            }
            let sets = vec![vec![0], vec![0, 1], vec![1, 2], vec![0, 2], vec![2]];
            let supply = supply(&groups, sets);
            let mut flow = SlotFlow::empty(&supply, 0);
            let mut heads = [0_u32; 5];
            for (skill, comes) in changes {
                if comes {
                    let mut prices = [0.0; GROUPS];
                    flow.prices_of_one_more(&supply, 0, &mut prices);
                    let worth = flow.worth_of_one_more(&supply, 0, skill, &prices);
                    let changed = flow.add(&supply, 0, skill, 1.0);
                    prop_assert!((worth + changed).abs() < 1e-9);
                    heads[skill] += 1;
                } else if heads[skill] > 0 {
                    flow.remove(&supply, 0, skill, 1.0);
                    heads[skill] -= 1;
                }
                let mut afresh = SlotFlow::empty(&supply, 0);
                for (skill, &count) in heads.iter().enumerate() {
                    afresh.add(&supply, 0, skill, f64::from(count));
                }
                prop_assert!((flow.cost - afresh.cost).abs() < 1e-9, "{} {}", flow.cost, afresh.cost);
            }
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
        let mut flow = SlotFlow::empty(&supply, 0);
        flow.add(&supply, 0, 0, 2.0);
        assert_eq!(flow.staffed, vec![1.0, 1.0]);
        assert!((flow.cost - 5.0).abs() < 1e-9);
    }
}
