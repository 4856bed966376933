//! Tree after tree on what the ones before left over.

use super::growth::{Grower, Growth};
use super::histogram::Sums;
use super::loss::weighted_quantile;
use super::sampling::Sampler;
use super::split::SplitRule;
use super::tree::Tree;
use super::{BinnedTable, BoostedTreesOptions, FeatureTable, Loss, TreesError};

/// A cut must gain more than this share of the loss at the start, or it fits rounding errors.
const LEAST_GAIN: f64 = 1e-14;

/// A fitted sum of trees.
///
/// Predictions are held within the smallest and largest target seen: a sum of trees can overshoot them where few
/// rows are, though none of them extrapolates.
#[derive(Clone, Debug, PartialEq)]
pub struct BoostedTrees {
    base: f64,
    lowest: f64,
    highest: f64,
    names: Vec<String>,
    gains: Vec<f64>,
    trees: Vec<Tree>,
}

impl BoostedTrees {
    /// Bins the table and fits trees to the targets, one a row.
    ///
    /// # Errors
    /// [`TreesError`]: targets or weights that do not go with the rows, a target or weight that is no number, no row
    /// with weight, or an option outside its range.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::models::boosted_trees::*;
    /// let mut table = FeatureTable::with_rows(400).unwrap();
    /// table.push("slot", (0..400).map(|i| f64::from(i % 4)).collect()).unwrap();
    /// let calls: Vec<f64> = (0..400).map(|i| if i % 4 < 2 { 10.0 } else { 30.0 }).collect();
    /// let options = BoostedTreesOptions::default();
    /// let trees = BoostedTrees::fit(&table, &calls, None, Loss::SquaredError, &options).unwrap();
    /// assert!((trees.predict_row(&[3.0]) - 30.0).abs() < 0.1);
    /// ```
    pub fn fit(
        table: &FeatureTable,
        targets: &[f64],
        weights: Option<&[f64]>,
        loss: Loss,
        options: &BoostedTreesOptions,
    ) -> Result<Self, TreesError> {
        let binned = BinnedTable::new(table, options.bins)?;
        Self::fit_binned(&binned, targets, weights, loss, options)
    }

    /// Fits trees to a table binned before. Rows of weight 0 are left out, whatever their target.
    ///
    /// # Errors
    /// As [`BoostedTrees::fit`].
    pub fn fit_binned(
        table: &BinnedTable,
        targets: &[f64],
        weights: Option<&[f64]>,
        loss: Loss,
        options: &BoostedTreesOptions,
    ) -> Result<Self, TreesError> {
        let (options, loss) = (options.checked()?, loss.checked()?);
        let rows = TrainingRows::new(table.rows(), targets, weights)?;
        let lowest = rows.targets().fold(f64::INFINITY, f64::min);
        let highest = rows.targets().fold(f64::NEG_INFINITY, f64::max);
        let mut fitted = Self {
            // A mean of equal numbers may be off by their last bit.
            base: rows.best_constant(loss).clamp(lowest, highest),
            lowest,
            highest,
            names: table.names().to_vec(),
            gains: vec![0.0; table.width()],
            trees: Vec::new(),
        };
        // Also nothing to learn where all targets are alike, and no column to learn it from.
        if fitted.lowest < fitted.highest && table.width() > 0 {
            fitted.boost(table, &rows, loss, options);
        }
        Ok(fitted)
    }

    fn boost(
        &mut self,
        table: &BinnedTable,
        rows: &TrainingRows<'_>,
        loss: Loss,
        options: &BoostedTreesOptions,
    ) {
        let rule = SplitRule {
            minimum_weight: options.minimum_leaf_rows as f64,
            minimum_gain: LEAST_GAIN * rows.loss_scale(loss, self.base),
            l2: options.l2,
        };
        let mut grower = Grower::new(table, rule, options.leaves);
        let mut sampler = Sampler::new(options.seed);
        let all_columns: Vec<usize> = (0..table.width()).collect();
        let mut scores = vec![self.base; table.rows()];
        let mut gradients = vec![Sums::default(); table.rows()];
        let (mut sample, mut columns) = (Vec::new(), Vec::new());
        let mut scored = vec![false; table.rows()];
        let mut residuals = Vec::new();
        for _ in 0..options.trees {
            sampler.draw(&rows.indices, options.row_share, &mut sample);
            sampler.draw(&all_columns, options.column_share, &mut columns);
            for &row in &sample {
                let row = row as usize;
                gradients[row] = loss.gradient(rows.targets[row], scores[row], rows.weight(row));
            }
            let Some(growth) = grower.grow(&mut sample, &columns, &gradients) else {
                continue;
            };
            let Growth {
                mut tree,
                leaf_rows,
                leaf_sums,
                gains,
            } = growth;
            for (column, gain) in gains {
                self.gains[column] += gain;
            }
            for ((value, range), sums) in tree.values.iter_mut().zip(leaf_rows).zip(leaf_sums) {
                let leaf = &sample[range];
                let best = match loss.quantile() {
                    None => -sums.gradient / (sums.weight + options.l2),
                    Some(share) => {
                        residuals.clear();
                        residuals.extend(leaf.iter().map(|&row| {
                            let row = row as usize;
                            (rows.targets[row] - scores[row], rows.weight(row))
                        }));
                        weighted_quantile(&mut residuals, share)
                    }
                };
                *value = options.learning_rate * best;
                for &row in leaf {
                    scores[row as usize] += *value;
                    scored[row as usize] = true;
                }
            }
            for &row in &rows.indices {
                let row = row as usize;
                if !std::mem::take(&mut scored[row]) {
                    scores[row] += tree.predict_binned(table, row);
                }
            }
            self.trees.push(tree);
        }
    }

    /// One prediction a row. A column the table lacks at its right counts as missing, one too many is ignored.
    #[must_use]
    pub fn predict(&self, table: &FeatureTable) -> Vec<f64> {
        let mut row = vec![f64::NAN; self.names.len()];
        (0..table.rows())
            .map(|index| {
                table.read_row(index, &mut row);
                self.predict_full_row(&row)
            })
            .collect()
    }

    /// The prediction for the values of one row, in the order of the columns. Values that are not there count as
    /// missing, those too many are ignored.
    #[must_use]
    pub fn predict_row(&self, row: &[f64]) -> f64 {
        if row.len() >= self.names.len() {
            return self.predict_full_row(row);
        }
        let mut padded = row.to_vec();
        padded.resize(self.names.len(), f64::NAN);
        self.predict_full_row(&padded)
    }

    fn predict_full_row(&self, row: &[f64]) -> f64 {
        let sum = self
            .trees
            .iter()
            .fold(self.base, |sum, tree| sum + tree.predict(row));
        sum.clamp(self.lowest, self.highest)
    }

    /// How much each column's cuts lowered the loss, summed over all trees, in the columns' order; comparable between
    /// the columns of one fit alone.
    pub fn gain_by_feature(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        self.names
            .iter()
            .map(String::as_str)
            .zip(self.gains.iter().copied())
    }

    /// Number of trees that found something to cut.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.trees.len()
    }
}

/// The rows that count, with their targets and weights.
struct TrainingRows<'a> {
    indices: Vec<u32>,
    targets: &'a [f64],
    weights: Option<&'a [f64]>,
    /// Rows ÷ weight, which brings the weights to a mean of 1.
    scale: f64,
}

impl<'a> TrainingRows<'a> {
    fn new(
        rows: usize,
        targets: &'a [f64],
        weights: Option<&'a [f64]>,
    ) -> Result<Self, TreesError> {
        let expected = rows;
        for (what, found) in [
            ("targets", targets.len()),
            ("weights", weights.map_or(rows, <[f64]>::len)),
        ] {
            if found != expected {
                return Err(TreesError::NotOneARow {
                    what,
                    found,
                    expected,
                });
            }
        }
        let mut indices = Vec::with_capacity(rows);
        let mut total = 0.0;
        for (row, &target) in targets.iter().enumerate() {
            let weight = weights.map_or(1.0, |weights| weights[row]);
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(TreesError::NotAWeight { row, value: weight });
            }
            if weight > 0.0 {
                if !target.is_finite() {
                    return Err(TreesError::NotATarget { row, value: target });
                }
                total += weight;
                indices.push(row as u32);
            }
        }
        if indices.is_empty() {
            return Err(TreesError::NoRows);
        }
        Ok(Self {
            scale: indices.len() as f64 / total,
            indices,
            targets,
            weights,
        })
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights
            .map_or(1.0, |weights| weights[row] * self.scale)
    }

    fn targets(&self) -> impl Iterator<Item = f64> {
        self.indices.iter().map(|&row| self.targets[row as usize])
    }

    fn weighted(&self) -> impl Iterator<Item = (f64, f64)> {
        self.indices
            .iter()
            .map(|&row| (self.targets[row as usize], self.weight(row as usize)))
    }

    /// The constant with the smallest loss.
    fn best_constant(&self, loss: Loss) -> f64 {
        match loss.quantile() {
            Some(share) => weighted_quantile(&mut self.weighted().collect::<Vec<_>>(), share),
            None => {
                let sum: f64 = self
                    .weighted()
                    .map(|(target, weight)| target * weight)
                    .sum();
                sum / self.indices.len() as f64
            }
        }
    }

    /// What gains are measured against: the sum of squared gradients at the start, or the rows where these are signs.
    fn loss_scale(&self, loss: Loss, base: f64) -> f64 {
        match loss.quantile() {
            Some(_) => self.indices.len() as f64,
            None => self
                .weighted()
                .map(|(target, weight)| weight * (target - base) * (target - base))
                .sum(),
        }
    }
}
