use super::{Ease, SlotFlow, Supply};
use crate::problem::Slot;

/// Heads on queue in every slot, their cost, and what one more head would change: the values of exact re-pricing.
#[derive(Clone, Debug)]
pub struct Staffing<'a> {
    supply: &'a Supply,
    heads: Vec<Vec<u32>>,
    flows: Vec<SlotFlow>,
    /// By slot of whole heads, then group: what one more head costs.
    prices: Vec<f64>,
    /// By slot whether that is known.
    is_priced: Vec<bool>,
    /// By other slot and skill set: what one more head is worth, where it is known.
    worth: Vec<Vec<Option<f64>>>,
}

impl<'a> Staffing<'a> {
    /// Nobody at work.
    #[must_use]
    pub fn empty(supply: &'a Supply) -> Self {
        let (sets, slots) = (supply.skill_sets.len(), supply.required.len());
        Staffing {
            supply,
            heads: vec![vec![0; sets]; slots],
            flows: (0..slots)
                .map(|slot| SlotFlow::empty(supply, slot))
                .collect(),
            prices: vec![0.0; slots * supply.costs.len()],
            is_priced: vec![false; slots],
            worth: vec![vec![None; sets]; slots],
        }
    }

    /// Cost of all slots.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.flows.iter().map(|flow| flow.cost).sum()
    }

    /// Heads by slot and skill set.
    #[must_use]
    pub fn heads(&self) -> &[Vec<u32>] {
        &self.heads
    }

    /// Heads of one skill set on the queue in the given slots.
    pub fn add(&mut self, skill: usize, cover: &[Slot]) {
        for &slot in cover {
            self.heads[slot][skill] += 1;
            self.flows[slot].add(self.supply, slot, skill, 1.0);
            self.forget(slot);
        }
    }

    /// Takes a line out again.
    pub fn remove(&mut self, skill: usize, cover: &[Slot]) {
        for &slot in cover {
            self.heads[slot][skill] = self.heads[slot][skill].saturating_sub(1);
            self.flows[slot].remove(self.supply, slot, skill, 1.0);
            self.forget(slot);
        }
    }

    /// What one more head of a skill set saves in every slot; negative where it would be idle.
    pub fn worth(&mut self, skill: usize) -> Vec<f64> {
        (0..self.flows.len())
            .map(|slot| self.worth_in(slot, skill))
            .collect()
    }

    fn worth_in(&mut self, slot: Slot, skill: usize) -> f64 {
        let (supply, flow) = (self.supply, &self.flows[slot]);
        if supply.is_whole[slot] {
            let groups = supply.costs.len();
            let prices = &mut self.prices[slot * groups..(slot + 1) * groups];
            if !std::mem::replace(&mut self.is_priced[slot], true) {
                flow.prices_of_one_more(supply, slot, prices);
            }
            flow.worth_of_one_more(supply, slot, skill, prices)
        } else {
            let worth = || flow.worth_of_one_more(supply, slot, skill, &[]);
            *self.worth[slot][skill].get_or_insert_with(worth)
        }
    }

    fn forget(&mut self, slot: Slot) {
        self.is_priced[slot] = false;
        if !self.supply.is_whole[slot] {
            self.worth[slot].fill(None);
        }
    }

    /// Heads by group of the problem and slot under the cheapest split.
    #[must_use]
    pub fn staffed(&self) -> Vec<Vec<f64>> {
        (0..self.supply.groups)
            .map(|group| self.flows.iter().map(|flow| flow.staffed[group]).collect())
            .collect()
    }

    /// The prices that eased costs have come to, by group (limits on breaks behind) and slot: the multipliers' next values.
    /// Empty where costs are not eased.
    #[must_use]
    pub fn eased_prices(&self) -> Vec<Vec<f64>> {
        let supply = self.supply;
        let price = |group: usize, slot: usize, ease: Ease| {
            let missing = supply.required[slot][group] - self.flows[slot].staffed[group];
            supply.costs[group].price_at(missing, ease)
        };
        let of_group = |group: usize| {
            let slots = supply.eases.iter().enumerate();
            slots
                .map(|(slot, eases)| price(group, slot, eases[group]))
                .collect()
        };
        (0..supply.costs.len()).map(of_group).collect()
    }

    /// Cost of missing and idle heads in one slot.
    #[must_use]
    pub fn slot_cost(&self, slot: Slot) -> f64 {
        self.flows[slot].cost
    }
}
