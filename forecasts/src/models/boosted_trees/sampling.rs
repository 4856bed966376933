//! The rows and columns a tree sees.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Draws without replacement; the same seed draws the same.
pub(super) struct Sampler(Xoshiro256PlusPlus);

impl Sampler {
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// `share` of the items (rounded, at least one), in their order, written over `drawn`; every set of that size is
    /// equally likely.
    pub(super) fn draw<T: Copy>(&mut self, items: &[T], share: f64, drawn: &mut Vec<T>) {
        drawn.clear();
        let mut wanted =
            ((share * items.len() as f64).round() as usize).clamp(1, items.len().max(1));
        if wanted >= items.len() {
            drawn.extend_from_slice(items);
            return;
        }
        for (index, &item) in items.iter().enumerate() {
            let left = items.len() - index;
            if self.below(left) < wanted {
                drawn.push(item);
                wanted -= 1;
                if wanted == 0 {
                    break;
                }
            }
        }
    }

    /// A whole number below `limit`, by the high half of a product (Lemire 2019); the bias of at most
    /// `limit ÷ 2⁶⁴` is below anything that can be seen.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.0.next_u64()) * limit as u128) >> 64) as usize
    }
}
