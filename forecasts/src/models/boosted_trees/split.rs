//! The best place to cut a leaf in two.

use super::BinnedTable;
use super::histogram::{Histogram, Layout, Sums};

/// A cut: values up to the end of a bin go left, larger ones right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Split {
    pub column: usize,
    pub bin: usize,
    pub missing_goes_left: bool,
    pub gain: f64,
    pub left: Sums,
    pub right: Sums,
}

/// What a cut must give to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct SplitRule {
    pub minimum_weight: f64,
    pub minimum_gain: f64,
    pub l2: f64,
}

impl SplitRule {
    /// Twice what the loss falls by when the leaf takes its best value: `G² ÷ (W + l2)`.
    fn score(&self, sums: Sums) -> f64 {
        sums.gradient * sums.gradient / (sums.weight + self.l2)
    }

    /// The cut with the largest gain, the first of equals; `None` when none is allowed.
    ///
    /// A leaf that saw missing values tries them on both sides. One that did not sends them, should they come,
    /// where most of its rows go.
    pub(super) fn best(
        &self,
        table: &BinnedTable,
        layout: &Layout,
        histogram: &Histogram,
        total: Sums,
    ) -> Option<Split> {
        let mut best: Option<Split> = None;
        let mut largest = self.score(total) + self.minimum_gain;
        for &(column, first) in layout.columns() {
            let bins = table.edges(column).count();
            let cells = histogram.cells(first, bins + 1);
            let missing = cells[bins];
            // Below the smallest allowed leaf by far, or rounding of the subtraction.
            let has_missing = missing.weight > 1e-9 * total.weight;
            let mut below = Sums::default();
            for (bin, cell) in cells[..bins].iter().enumerate() {
                below.add(*cell);
                let is_last = bin + 1 == bins;
                if is_last && !has_missing {
                    break;
                }
                let mut consider = |left: Sums, missing_goes_left: Option<bool>| {
                    let right = total.minus(left);
                    if left.weight < self.minimum_weight || right.weight < self.minimum_weight {
                        return;
                    }
                    let score = self.score(left) + self.score(right);
                    if score > largest {
                        largest = score;
                        best = Some(Split {
                            column,
                            bin,
                            missing_goes_left: missing_goes_left
                                .unwrap_or(left.weight >= right.weight),
                            gain: score - self.score(total),
                            left,
                            right,
                        });
                    }
                };
                if has_missing {
                    consider(below, Some(false));
                    if !is_last {
                        consider(below.plus(missing), Some(true));
                    }
                } else {
                    consider(below, None);
                }
            }
        }
        best
    }
}
