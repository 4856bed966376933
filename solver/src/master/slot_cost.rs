use super::Ease;
use crate::problem::{CostStep, DemandGroup};

/// Heads `from..to`, counted from the requirement, that cost the same each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostPiece {
    /// From so many heads.
    pub from: f64,
    /// To so many; infinite for the last piece.
    pub to: f64,
    /// Cost of one head for one slot.
    pub price: f64,
}

impl CostPiece {
    /// Heads within it; infinite for the last piece.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.to - self.from
    }
}

/// What missing or idle heads of one slot cost: convex, piecewise linear, 0 for none.
#[derive(Clone, Debug, PartialEq)]
pub struct RisingCost {
    first: CostPiece,
    further: Vec<CostPiece>,
}

impl RisingCost {
    /// A cost of `base` for each head that rises at the steps. A step that does not rise is none: two neighbouring pieces
    /// never cost the same.
    #[must_use]
    pub fn new(base: f64, steps: &[CostStep]) -> Self {
        let mut first = CostPiece {
            from: 0.0,
            to: f64::INFINITY,
            price: base,
        };
        let mut further: Vec<CostPiece> = Vec::new();
        for step in steps {
            let last = further.last_mut().unwrap_or(&mut first);
            if step.cost_per_slot > last.price {
                last.to = step.beyond_heads;
                further.push(CostPiece {
                    from: step.beyond_heads,
                    to: f64::INFINITY,
                    price: step.cost_per_slot,
                });
            }
        }
        RisingCost { first, further }
    }

    /// The pieces in the order in which they fill.
    pub fn pieces(&self) -> impl Iterator<Item = &CostPiece> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// Whether it rises at all.
    #[must_use]
    pub fn is_stepped(&self) -> bool {
        !self.further.is_empty()
    }

    /// Cost of the first head.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.first.price
    }

    /// Cost of a head beyond all steps.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.further.last().unwrap_or(&self.first).price
    }

    /// Cost of so many heads; none for a number below 0.
    #[must_use]
    pub fn of(&self, heads: f64) -> f64 {
        let within = |piece: &CostPiece| (heads.min(piece.to) - piece.from).max(0.0) * piece.price;
        self.pieces().map(within).sum()
    }

    /// The heads, between none and `wanted`, where one costs as much as `rise` for each that is left to `wanted`.
    fn settled(&self, wanted: f64, rise: f64) -> f64 {
        for piece in self.pieces() {
            let heads = wanted - piece.price / rise;
            if heads <= piece.to {
                return heads.max(piece.from);
            }
        }
        wanted
    }

    /// The piece that the last of so many heads lies in; the first one for none.
    #[must_use]
    pub fn last_piece(&self, heads: f64) -> &CostPiece {
        self.pieces()
            .find(|piece| heads <= piece.to)
            .unwrap_or(&self.first)
    }

    /// The piece that a head beyond so many lies in.
    #[must_use]
    pub fn next_piece(&self, heads: f64) -> &CostPiece {
        self.pieces()
            .find(|piece| heads < piece.to)
            .unwrap_or(&self.first)
    }

    /// What heads at `price` each bring beyond their cost at most: the convex conjugate, which a bound at that price is less
    /// by. Finite for a price up to [`RisingCost::most`].
    #[must_use]
    pub fn conjugate(&self, price: f64) -> f64 {
        self.pieces()
            .filter(|piece| piece.to.is_finite())
            .map(|piece| (price - piece.price).max(0.0) * piece.width())
            .sum()
    }
}

/// What heads of a group cost in one slot, missing and idle ones.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotCost {
    /// Of missing heads.
    pub under: RisingCost,
    /// Of idle heads.
    pub over: RisingCost,
}

impl SlotCost {
    /// The costs of a group.
    #[must_use]
    pub fn new(group: &DemandGroup) -> Self {
        SlotCost {
            under: RisingCost::new(group.under_cost_per_slot, &group.under_steps),
            over: RisingCost::new(group.over_cost_per_slot, &group.over_steps),
        }
    }

    /// The cost with each further idle head, up to a dozen, dearer by `rise`: heads are better spread than heaped.
    #[must_use]
    pub fn spread(&self, rise: f64) -> Self {
        const STEPS: u32 = 12;
        let step = |heads: u32| {
            let beyond_heads = f64::from(heads);
            CostStep {
                beyond_heads,
                cost_per_slot: self.over.next_piece(beyond_heads).price + beyond_heads * rise,
            }
        };
        let steps: Vec<CostStep> = (1..=STEPS).map(step).collect();
        SlotCost {
            under: self.under.clone(),
            over: RisingCost::new(self.over.least(), &steps),
        }
    }

    /// Costs that do not rise.
    #[must_use]
    pub fn flat(under: f64, over: f64) -> Self {
        SlotCost {
            under: RisingCost::new(under, &[]),
            over: RisingCost::new(over, &[]),
        }
    }

    /// Whether its prices change at whole numbers of heads only.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let mut pieces = self.under.pieces().chain(self.over.pieces());
        pieces.all(|piece| piece.from.fract() == 0.0)
    }

    /// Cost with so many heads missing; below 0 they are idle.
    #[must_use]
    pub fn of(&self, missing: f64) -> f64 {
        self.under.of(missing) + self.over.of(-missing)
    }

    /// Cost under an [`Ease`]: the least of the cost of other heads missing and of the square of how many others.
    #[must_use]
    pub fn eased(&self, missing: f64, ease: Ease) -> f64 {
        let wanted = ease.wanted(missing);
        let settled = self.settled(wanted, ease.rise);
        self.of(settled) + ease.square(wanted - settled)
    }

    /// The price that an [`Ease`] has come to with so many heads missing.
    #[must_use]
    pub fn price_at(&self, missing: f64, ease: Ease) -> f64 {
        let wanted = ease.wanted(missing);
        ease.rise * (wanted - self.settled(wanted, ease.rise))
    }

    /// The heads missing (below 0 idle) at which their price is that of moving on to `wanted`.
    fn settled(&self, wanted: f64, rise: f64) -> f64 {
        if wanted > 0.0 {
            self.under.settled(wanted, rise)
        } else {
            -self.over.settled(-wanted, rise)
        }
    }

    /// What one head is worth at most and at least: a price outside is no price of an optimum.
    #[must_use]
    pub fn clamp(&self, price: f64) -> f64 {
        price.clamp(-self.over.most(), self.under.most())
    }

    /// What missing (or, at a price below 0, idle) heads bring beyond their cost at most.
    #[must_use]
    pub fn conjugate(&self, price: f64) -> f64 {
        self.under.conjugate(price) + self.over.conjugate(-price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(list: &[(f64, f64)]) -> Vec<CostStep> {
        list.iter()
            .map(|&(beyond_heads, cost_per_slot)| CostStep {
                beyond_heads,
                cost_per_slot,
            })
            .collect()
    }

    #[test]
    fn the_third_head_costs_more_where_a_step_says_so() {
        let cost = RisingCost::new(1.0, &steps(&[(2.0, 5.0), (4.0, 9.0)]));
        let of = [-1.0, 0.0, 1.5, 2.0, 3.0, 5.0].map(|heads| cost.of(heads));
        assert_eq!(of, [0.0, 0.0, 1.5, 2.0, 7.0, 21.0]);
        let next = [0.0, 1.0, 2.0, 4.5].map(|heads| cost.next_piece(heads).price);
        assert_eq!(next, [1.0, 1.0, 5.0, 9.0]);
        let last = [0.0, 1.0, 2.0, 2.5, 9.0].map(|heads| cost.last_piece(heads).price);
        assert_eq!(last, [1.0, 1.0, 1.0, 5.0, 9.0]);
    }

    fn stepped() -> SlotCost {
        SlotCost {
            under: RisingCost::new(5.0, &steps(&[(2.0, 9.0)])),
            over: RisingCost::new(1.0, &[]),
        }
    }

    #[test]
    fn an_eased_cost_rises_head_by_head_from_the_price_of_an_idle_to_that_of_a_missing_one() {
        let ease = Ease::new(2.0, 0.0);
        let next = |missing: f64| {
            SlotCost::flat(5.0, 1.0).eased(missing + 0.5, ease)
                - SlotCost::flat(5.0, 1.0).eased(missing - 0.5, ease)
        };
        let prices = [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0].map(next);
        assert_eq!(prices, [-1.0, -1.0, 0.0, 2.0, 4.0, 5.0, 5.0]);
    }

    #[test]
    fn a_price_moves_with_what_is_missing_and_never_past_what_a_head_can_cost() {
        let price = |missing: f64, before: f64| stepped().price_at(missing, Ease::new(2.0, before));
        assert_eq!(price(0.0, 3.0), 3.0);
        assert_eq!(price(0.5, 3.0), 4.0);
        // At two heads missing the price may be anything from 5 to 9.
        assert_eq!(price(2.0, 7.0), 7.0);
        assert_eq!(price(9.0, 3.0), 9.0);
        assert_eq!(price(-9.0, 3.0), -1.0);
    }

    #[test]
    fn a_second_idle_head_costs_a_little_more_where_heads_are_spread() {
        let spread = SlotCost::flat(5.0, 1.0).spread(0.25);
        let idle = [0.0, 1.0, 2.0, 40.0].map(|heads| spread.over.next_piece(heads).price);
        assert_eq!(idle, [1.0, 1.25, 1.5, 4.0]);
        assert_eq!(spread.under, SlotCost::flat(5.0, 1.0).under);
        assert!(spread.is_whole());
    }

    #[test]
    fn a_step_that_does_not_rise_is_none() {
        let flat = RisingCost::new(3.0, &steps(&[(2.0, 3.0)]));
        assert_eq!(flat, RisingCost::new(3.0, &[]));
        assert!(!flat.is_stepped());
    }

    proptest! {
        #[test]
        fn an_eased_cost_is_the_least_over_all_numbers_of_heads(
            missing in -6.0..6.0f64,
            rise in 0.3..5.0f64,
            price in -1.0..9.0f64,
        ) {
            let ease = Ease::new(rise, price);
            let wanted = missing + price / rise;
            let by_hand = (-2_000..2_000)
                .map(|hundredth| f64::from(hundredth) / 100.0)
                .map(|heads| stepped().of(heads) + rise / 2.0 * (wanted - heads).powi(2))
                .fold(f64::INFINITY, f64::min);
            let eased = stepped().eased(missing, ease);
            prop_assert!(eased < by_hand + 1e-9 && by_hand < eased + 1e-2, "{eased} {by_hand}");
            let slope = (stepped().eased(missing + 1e-6, ease) - eased) / 1e-6;
            prop_assert!((slope - stepped().price_at(missing, ease)).abs() < 1e-3);
        }

        #[test]
        fn no_number_of_heads_brings_more_than_the_conjugate(
            base in 0u8..4,
            rises in prop::collection::vec((1u8..4, 1u8..4), 0..3),
            price in 0.0..1.0f64,
        ) {
            let (mut heads, mut cost) = (0.0, f64::from(base));
            let mut list = Vec::new();
            for (width, rise) in rises {
                heads += f64::from(width);
                cost += f64::from(rise);
                list.push((heads, cost));
            }
            let cost = RisingCost::new(f64::from(base), &steps(&list));
            let price = price * cost.most();
            let best = (0..200)
                .map(|half| f64::from(half) / 2.0)
                .map(|heads| price * heads - cost.of(heads))
                .fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((best - cost.conjugate(price)).abs() < 1e-9);
        }
    }
}
