use super::Supply;

/// The cheapest split of one slot's heads over the groups they can serve.
///
/// A minimum-cost flow from skill sets to groups. Moving a head between groups of its skill set is free, so the
/// shortest augmenting path from a skill set ends at the cheapest group reachable over such moves: first at a group
/// still short (gain: its under-cost), else at the group whose idle head costs least.
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

    fn augment(&mut self, supply: &Supply, slot: usize, skill: usize, remaining: f64) -> f64 {
        let groups = supply.under_cost.len();
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
        let short = |group: usize| supply.required[slot][group] - self.staffed[group];
        let price = |group: usize| {
            if short(group) > NEGLIGIBLE_HEADS {
                -supply.under_cost[group]
            } else {
                supply.over_cost[group]
            }
        };
        let target = (0..groups)
            .filter(|&group| entered[group].is_some())
            .min_by(|&a, &b| price(a).total_cmp(&price(b)));
        let Some(target) = target else { return 0.0 };
        let mut amount = remaining;
        if short(target) > NEGLIGIBLE_HEADS {
            amount = amount.min(short(target));
        }
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
        self.cost += amount * price(target);
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
