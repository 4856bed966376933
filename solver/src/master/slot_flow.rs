use super::Supply;

/// The cheapest split of one slot's heads over the groups they can serve.
///
/// A minimum-cost flow from skill sets to groups. Moving a head between groups of its skill set is free, so the
/// shortest augmenting path from a skill set ends at the cheapest group reachable over such moves: first at a group
/// still short (gain: its under-cost), else at the group whose idle head costs least.
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
        let groups = supply.under_cost.len();
        let cost = supply.required[slot]
            .iter()
            .zip(&supply.under_cost)
            .map(|(heads, price)| heads * price)
            .sum();
        SlotFlow {
            flow: vec![0.0; supply.links.len()],
            staffed: vec![0.0; groups],
            cost,
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
    #[must_use]
    pub fn prices_of_one_more(&self, supply: &Supply, slot: usize) -> Vec<f64> {
        let groups = supply.under_cost.len();
        let ends: Vec<f64> = (0..groups)
            .map(|group| self.end(supply, slot, group, Direction::In).0)
            .collect();
        // In most slots all groups are covered, and one more head is idle wherever it goes.
        if ends.iter().all(|end| *end == ends[0]) {
            return ends;
        }
        let mut order: Vec<usize> = (0..groups).collect();
        order.sort_by(|&a, &b| ends[a].total_cmp(&ends[b]));
        let mut prices = vec![f64::NAN; groups];
        let mut queue = Vec::with_capacity(groups);
        for target in order {
            if !prices[target].is_nan() {
                continue;
            }
            prices[target] = ends[target];
            queue.clear();
            queue.push(target);
            while let Some(group) = queue.pop() {
                for link in supply.links.to(group) {
                    for from in supply.links.of(supply.links.set(link)) {
                        let other = supply.links.group(from);
                        if self.flow[from] > NEGLIGIBLE_HEADS && prices[other].is_nan() {
                            prices[other] = ends[target];
                            queue.push(other);
                        }
                    }
                }
            }
        }
        prices
    }

    /// What one more head of a skill set is worth, given the slot's [`Self::prices_of_one_more`].
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
        let groups = supply.under_cost.len();
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

    /// What a head that comes to a group or goes from it changes the cost by, and for how many heads this holds.
    fn end(&self, supply: &Supply, slot: usize, group: usize, direction: Direction) -> (f64, f64) {
        let short = supply.required[slot][group] - self.staffed[group];
        let (under, over) = (supply.under_cost[group], supply.over_cost[group]);
        match direction {
            Direction::In if short > NEGLIGIBLE_HEADS => (-under, short),
            Direction::In => (over, f64::INFINITY),
            Direction::Out if short < -NEGLIGIBLE_HEADS => (-over, -short),
            Direction::Out => (under, f64::INFINITY),
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
    use crate::master::SkillLinks;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn heads_that_come_and_go_cost_what_those_who_stay_cost(
            required in prop::collection::vec(0u8..12, 3),
            grain in prop::sample::select(vec![1.0, 2.0]),
            changes in prop::collection::vec((0usize..5, prop::bool::ANY), 1..40),
        ) {
            let skill_sets = vec![vec![0], vec![0, 1], vec![1, 2], vec![0, 2], vec![2]];
            let required: Vec<f64> = required.iter().map(|heads| f64::from(*heads) / grain).collect();
            let supply = Supply {
                links: SkillLinks::new(&skill_sets, 3),
                is_whole: vec![required.iter().all(|heads| heads.fract() == 0.0)],
                skill_sets,
                skill_of_class: Vec::new(),
                under_cost: vec![5.0, 3.0, 4.0],
                over_cost: vec![1.0, 2.0, 0.5],
                required: vec![required],
                shifts: Vec::new(),
            };
            let mut flow = SlotFlow::empty(&supply, 0);
            let mut heads = vec![0_u32; 5];
            for (skill, comes) in changes {
                if comes {
                    let prices = flow.prices_of_one_more(&supply, 0);
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
                let staffed: f64 = flow.staffed.iter().sum();
                prop_assert!((staffed - f64::from(heads.iter().sum::<u32>())).abs() < 1e-9);
            }
        }
    }
}
