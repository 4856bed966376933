//! How many trees, how large, how fast they learn.

use super::{LARGEST_BIN_COUNT, TreesError};

/// How the trees are grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoostedTreesOptions {
    /// Number of trees; 0 predicts the constant that is best by the loss.
    pub trees: usize,
    /// Share of each tree's answer that is added, above 0 and at most 1.
    pub learning_rate: f64,
    /// Leaves of a tree at most; at least 2.
    pub leaves: usize,
    /// A leaf holds at least this many sampled rows (at least 1). With weights it holds at least this much weight,
    /// the weights being scaled to a mean of 1.
    pub minimum_leaf_rows: usize,
    /// Share of the rows each tree sees, drawn without replacement; above 0 and at most 1.
    pub row_share: f64,
    /// Share of the columns each tree sees; above 0 and at most 1, and at least one column.
    pub column_share: f64,
    /// Bins of a column at most, 2 to 255; a missing value has one more of its own. Only read where a
    /// [`super::FeatureTable`] is binned.
    pub bins: usize,
    /// Ridge penalty on a leaf's value, in rows: a leaf of `n` rows is shrunk by `n ÷ (n + l2)`. At least 0.
    /// The values of a quantile loss, which are order statistics, are not shrunk.
    pub l2: f64,
    /// Seed of the rows and columns drawn.
    pub seed: u64,
}

impl Default for BoostedTreesOptions {
    fn default() -> Self {
        Self {
            trees: 150,
            learning_rate: 0.05,
            leaves: 31,
            minimum_leaf_rows: 50,
            row_share: 0.7,
            column_share: 0.7,
            bins: 127,
            l2: 0.0,
            seed: 0,
        }
    }
}

impl BoostedTreesOptions {
    /// The options, if each lies in its range.
    pub(super) fn checked(&self) -> Result<&Self, TreesError> {
        let share = "a number above 0 and at most 1";
        let is_share = |value: f64| value > 0.0 && value <= 1.0;
        check("learning_rate", self.learning_rate, share, is_share)?;
        check("row_share", self.row_share, share, is_share)?;
        check("column_share", self.column_share, share, is_share)?;
        check("l2", self.l2, "a number of at least 0", |value| {
            value >= 0.0 && value.is_finite()
        })?;
        check("leaves", self.leaves as f64, "2 to 65,536", |value| {
            (2.0..=65_536.0).contains(&value)
        })?;
        check(
            "minimum_leaf_rows",
            self.minimum_leaf_rows as f64,
            "1 or more",
            |value| value >= 1.0,
        )?;
        Ok(self)
    }
}

/// The number of bins, if a column can have so many.
pub(super) fn checked_bins(bins: usize) -> Result<usize, TreesError> {
    check("bins", bins as f64, "2 to 255", |value| {
        (2.0..=LARGEST_BIN_COUNT as f64).contains(&value)
    })?;
    Ok(bins)
}

fn check(
    option: &'static str,
    value: f64,
    range: &'static str,
    allowed: impl Fn(f64) -> bool,
) -> Result<(), TreesError> {
    if allowed(value) {
        Ok(())
    } else {
        Err(TreesError::OutOfRange {
            option,
            value,
            range,
        })
    }
}
