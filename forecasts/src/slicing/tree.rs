//! A regression tree over the yield of contacts, grown where it gains most (Breiman et al. 1984).
//!
//! Splits are chosen on one half of the contacts, drawn at random; the other half judges what the leaves are worth, so
//! that a leaf is not praised for the chance that made it (Athey & Imbens 2016, "honest" trees).

use std::collections::BTreeSet;

use super::features::Binned;
use super::region::{Region, Side};

/// A split that takes a smaller share of all scatter away is rounding, not gain.
const LEAST_SHARE: f64 = 1e-6;

/// What the tree grows on.
pub(super) struct Ground<'a> {
    pub(super) columns: &'a [Binned],
    /// Expected successes a seat hour, by row.
    pub(super) yields: &'a [f64],
    /// About their mean: sums of squares are taken from here, so that rounding is not taken for gain.
    pub(super) centre: f64,
    /// Seat hours of one attempt, by row.
    pub(super) hours: &'a [f64],
    /// Rows of either half that a leaf has at least.
    pub(super) least_growing: usize,
    pub(super) least_judging: usize,
}

/// A part of the contacts.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) region: Region,
    /// Rows that splits are chosen by.
    pub(super) growing: Vec<u32>,
    /// Rows that judge.
    pub(super) judging: Vec<u32>,
    best: Option<Split>,
}

#[derive(Clone, Debug)]
struct Split {
    column: usize,
    first: BTreeSet<u8>,
    /// Sum of squares that it takes from the growing half's.
    gain: f64,
}

pub(super) struct Tree<'a> {
    ground: Ground<'a>,
    pub(super) leaves: Vec<Leaf>,
    /// Sum of squares of the growing half about its mean; where there is none, what rounding leaves of it.
    scatter: f64,
}

impl<'a> Tree<'a> {
    pub(super) fn new(ground: Ground<'a>, growing: Vec<u32>, judging: Vec<u32>) -> Self {
        let count = growing.len().max(1) as f64;
        let yields = growing.iter().map(|&row| ground.yields[row as usize]);
        let mean = yields.clone().sum::<f64>() / count;
        let rounding = 1e-12 * count * mean * mean;
        let scatter = yields
            .map(|each| (each - mean).powi(2))
            .sum::<f64>()
            .max(rounding);
        let root = ground.leaf(Region::default(), growing, judging);
        Self {
            ground,
            leaves: vec![root],
            scatter,
        }
    }

    /// The leaf among those of `allowed` whose best split gains most, and the share of all scatter that it takes away.
    pub(super) fn most_gaining(
        &self,
        allowed: impl Iterator<Item = usize>,
    ) -> Option<(usize, f64)> {
        let gain = |leaf: usize| {
            self.leaves[leaf]
                .best
                .as_ref()
                .map_or(0.0, |best| best.gain)
        };
        allowed
            .map(|leaf| (leaf, gain(leaf) / self.scatter.max(f64::MIN_POSITIVE)))
            .filter(|&(_, share)| share > LEAST_SHARE)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }

    /// Splits a leaf in two; the first takes its place.
    pub(super) fn split(&mut self, leaf: usize) {
        let Some(split) = self.leaves[leaf].best.take() else {
            return;
        };
        let column = &self.ground.columns[split.column];
        let goes_first = |&row: &u32| split.first.contains(&column.of_row[row as usize]);
        let parent = &self.leaves[leaf];
        let (first_growing, other_growing) = parent.growing.iter().copied().partition(goes_first);
        let (first_judging, other_judging) = parent.judging.iter().copied().partition(goes_first);
        let (first_side, other_side) = column.sides(&split.first);
        let child = |side: &Side, growing: Vec<u32>, judging: Vec<u32>| {
            let region = parent.region.narrowed(split.column, side);
            self.ground.leaf(region, growing, judging)
        };
        let first = child(&first_side, first_growing, first_judging);
        let other = child(&other_side, other_growing, other_judging);
        self.leaves[leaf] = first;
        self.leaves.push(other);
    }

    /// Leaves by the yield of their growing half, best first, until their growing rows take so many hours.
    pub(super) fn chosen(&self, hours: f64) -> Vec<usize> {
        let of_leaf: Vec<(f64, f64)> = self
            .leaves
            .iter()
            .map(|leaf| self.ground.sums(&leaf.growing))
            .collect();
        let mut order: Vec<usize> = (0..self.leaves.len()).collect();
        let worth = |leaf: usize| of_leaf[leaf].0 / of_leaf[leaf].1.max(f64::MIN_POSITIVE);
        order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
        let mut left = hours;
        order
            .into_iter()
            .take_while(|&leaf| {
                let has_room = left > 0.0;
                left -= of_leaf[leaf].1;
                has_room
            })
            .collect()
    }
}

impl Ground<'_> {
    /// Successes and hours of rows.
    fn sums(&self, rows: &[u32]) -> (f64, f64) {
        rows.iter().fold((0.0, 0.0), |(successes, hours), &row| {
            let (worth, cost) = (self.yields[row as usize], self.hours[row as usize]);
            (successes + worth * cost, hours + cost)
        })
    }

    fn leaf(&self, region: Region, growing: Vec<u32>, judging: Vec<u32>) -> Leaf {
        let candidates = (0..self.columns.len()).filter_map(|column| {
            let (first, gain) = self.best_cut(column, &growing, &judging)?;
            Some(Split {
                column,
                first,
                gain,
            })
        });
        let best =
            candidates.max_by(|a, b| a.gain.total_cmp(&b.gain).then(b.column.cmp(&a.column)));
        Leaf {
            region,
            growing,
            judging,
            best,
        }
    }

    fn best_cut(
        &self,
        column: usize,
        growing: &[u32],
        judging: &[u32],
    ) -> Option<(BTreeSet<u8>, f64)> {
        let binned = &self.columns[column];
        let mut sums = vec![(0.0, 0_usize, 0_usize); binned.places()];
        for &row in growing {
            let place = &mut sums[usize::from(binned.of_row[row as usize])];
            place.0 += self.yields[row as usize] - self.centre;
            place.1 += 1;
        }
        for &row in judging {
            sums[usize::from(binned.of_row[row as usize])].2 += 1;
        }
        let means: Vec<f64> = sums
            .iter()
            .map(|&(sum, rows, _)| {
                if rows > 0 {
                    sum / rows as f64
                } else {
                    f64::NAN
                }
            })
            .collect();
        let all: f64 = sums.iter().map(|place| place.0).sum();
        let of_all = all * all / growing.len().max(1) as f64;
        let mut best: Option<(BTreeSet<u8>, f64)> = None;
        for cut in binned.cuts(&means) {
            let (mut sum, mut rows, mut judges) = (0.0, 0, 0);
            for &at in &cut {
                let place = sums[usize::from(at)];
                sum += place.0;
                rows += place.1;
                judges += place.2;
            }
            let (other_rows, other_judges) = (growing.len() - rows, judging.len() - judges);
            let is_large_enough = rows.min(other_rows) >= self.least_growing.max(1)
                && judges.min(other_judges) >= self.least_judging.max(1);
            if !is_large_enough {
                continue;
            }
            let gain = sum * sum / rows as f64 + (all - sum).powi(2) / other_rows as f64 - of_all;
            if best.as_ref().is_none_or(|(_, known)| gain > *known) {
                best = Some((cut, gain));
            }
        }
        best
    }
}
