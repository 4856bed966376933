use crate::problem::CostStep;

/// A convex cost of heads: linear at first, dearer beyond each step.
#[derive(Clone, Copy)]
pub struct StepCost<'a> {
    /// Cost of the first head.
    pub base: f64,
    /// Where it rises, ascending.
    pub steps: &'a [CostStep],
}

/// Heads `from..to` that cost the same each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// From so many heads.
    pub from: f64,
    /// To so many, the last one without end.
    pub to: f64,
    /// Cost of one.
    pub price: f64,
}

impl StepCost<'_> {
    /// Its linear pieces, ascending.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = vec![Piece {
            from: 0.0,
            to: f64::INFINITY,
            price: self.base,
        }];
        for step in self.steps {
            if let Some(last) = pieces.last_mut() {
                last.to = step.beyond_heads;
            }
            pieces.push(Piece {
                from: step.beyond_heads,
                to: f64::INFINITY,
                price: step.cost_per_slot,
            });
        }
        pieces
    }

    /// Cost of so many heads; none for a number below 0.
    pub fn of(&self, heads: f64) -> f64 {
        let within = |piece: &Piece| (heads.min(piece.to) - piece.from).max(0.0) * piece.price;
        self.pieces().iter().map(within).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_head_costs_more_where_a_step_says_so() {
        let steps = [(2.0, 5.0), (4.0, 9.0)].map(|(beyond_heads, cost_per_slot)| CostStep {
            beyond_heads,
            cost_per_slot,
        });
        let cost = StepCost {
            base: 1.0,
            steps: &steps,
        };
        let of = [-1.0, 0.0, 1.5, 2.0, 3.0, 5.0].map(|heads| cost.of(heads));
        assert_eq!(of, [0.0, 0.0, 1.5, 2.0, 7.0, 21.0]);
    }
}
