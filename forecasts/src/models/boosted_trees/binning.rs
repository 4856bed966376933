//! Features as small integers, so that a tree looks for its splits among at most 255 places a column.

use std::ops::Range;

use super::options::checked_bins;
use super::{FeatureTable, TreesError};

/// Bins of a column at most, the one of missing values apart.
pub const LARGEST_BIN_COUNT: usize = 255;

/// A [`FeatureTable`] whose values are replaced by the number of the bin they fall into. Binned once, it serves any
/// number of fits: other targets, weights (0 leaves a row out at no cost), losses and options.
#[derive(Clone, Debug, PartialEq)]
pub struct BinnedTable {
    rows: usize,
    names: Vec<String>,
    edges: Vec<Edges>,
    /// Row by row: a leaf's histogram then reads one or two cache lines a row, and rows that follow each other in
    /// time and share a bin do not make each sum wait for the last.
    bins: Vec<u8>,
}

impl BinnedTable {
    /// Bins every column by its own values: one bin for each distinct value while there are at most `bins`, else
    /// bins of about equally many rows, a value that fills a bin by itself keeping it for itself.
    ///
    /// # Errors
    /// [`TreesError::OutOfRange`] unless `bins` is 2 to 255.
    pub fn new(table: &FeatureTable, bins: usize) -> Result<Self, TreesError> {
        Self::with_edges_from(table, bins, 0..table.rows())
    }

    /// The same, with the edges of the bins taken from some of the rows alone: those before the origin of a backtest,
    /// where not even the distribution of later features may be known.
    ///
    /// # Errors
    /// [`TreesError::OutOfRange`] unless `bins` is 2 to 255.
    pub fn with_edges_from(
        table: &FeatureTable,
        bins: usize,
        rows: Range<usize>,
    ) -> Result<Self, TreesError> {
        let bins = checked_bins(bins)?;
        let end = rows.end.min(table.rows());
        let rows = rows.start.min(end)..end;
        let edges: Vec<Edges> = table
            .columns()
            .iter()
            .map(|column| Edges::of(&column[rows.clone()], bins))
            .collect();
        let width = edges.len();
        let mut binned = vec![0_u8; table.rows() * width];
        for (index, (column, edges)) in table.columns().iter().zip(&edges).enumerate() {
            for (bin, &value) in binned.iter_mut().skip(index).step_by(width).zip(column) {
                *bin = edges.bin_of(value);
            }
        }
        Ok(Self {
            rows: table.rows(),
            names: table.names().to_vec(),
            edges,
            bins: binned,
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns' names, from the left.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.edges.len()
    }

    /// Bins of a row, from the left.
    pub(super) fn row(&self, row: usize) -> &[u8] {
        let width = self.width();
        &self.bins[row * width..(row + 1) * width]
    }

    /// Edges of a column.
    pub(super) fn edges(&self, column: usize) -> &Edges {
        &self.edges[column]
    }
}

/// Where the bins of one column end. Bin `b` holds the values up to and including `upper[b]` that no earlier bin
/// holds; the last ends at +∞. NaN has bin `upper.len()`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edges {
    upper: Vec<f64>,
}

impl Edges {
    fn of(values: &[f64], bins: usize) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let distinct: Vec<(f64, usize)> = sorted
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len()))
            .collect();
        let mut upper = Vec::with_capacity(bins.min(distinct.len()) + 1);
        if distinct.len() <= bins {
            upper.extend(
                distinct
                    .windows(2)
                    .map(|pair| between(pair[0].0, pair[1].0)),
            );
        } else {
            let mean_fill = sorted.len() as f64 / bins as f64;
            let mut rows_left = sorted.len();
            let mut fill = 0;
            for pair in distinct.windows(2) {
                let bins_left = bins - upper.len();
                if bins_left == 1 {
                    break;
                }
                fill += pair[0].1;
                let wanted = rows_left as f64 / bins_left as f64;
                // A heavy value next: close what is open, so that the heavy one stands alone.
                let heavy_follows = pair[1].1 as f64 >= mean_fill && fill as f64 >= 0.5 * wanted;
                if fill as f64 >= wanted || heavy_follows {
                    upper.push(between(pair[0].0, pair[1].0));
                    rows_left -= fill;
                    fill = 0;
                }
            }
        }
        upper.push(f64::INFINITY);
        Self { upper }
    }

    fn bin_of(&self, value: f64) -> u8 {
        let bin = if value.is_nan() {
            self.upper.len()
        } else {
            self.upper.partition_point(|&upper| upper < value)
        };
        // At most 255 by `checked_bins`.
        u8::try_from(bin).unwrap_or(u8::MAX)
    }

    /// Number of bins without the one of missing values, which has this number.
    pub(super) fn count(&self) -> usize {
        self.upper.len()
    }

    /// The largest value of a bin.
    pub(super) fn upper(&self, bin: usize) -> f64 {
        self.upper[bin]
    }
}

/// A number from `lower` on and below `upper`, in the middle where there is one.
fn between(lower: f64, upper: f64) -> f64 {
    let middle = 0.5 * lower + 0.5 * upper;
    if middle.is_finite() && middle > lower && middle < upper {
        middle
    } else {
        lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_distinct_values_have_a_bin_each_and_missing_ones_their_own() {
        let edges = Edges::of(&[3.0, 1.0, f64::NAN, 1.0, 2.0, f64::INFINITY], 10);
        let bins: Vec<u8> = [1.0, 2.0, 3.0, f64::INFINITY, f64::NAN, 1.4, 1.6, -9.0]
            .iter()
            .map(|&value| edges.bin_of(value))
            .collect();
        assert_eq!(bins, [0, 1, 2, 3, 4, 0, 1, 0]);
    }

    #[test]
    fn many_values_fill_all_bins_about_equally() {
        let values: Vec<f64> = (0..10_000).map(|i| f64::from(i * i)).collect();
        let edges = Edges::of(&values, 255);
        assert_eq!(edges.count(), 255);
        let mut fill = vec![0; 255];
        for &value in &values {
            fill[usize::from(edges.bin_of(value))] += 1;
        }
        assert!(fill.iter().all(|rows| (35..=45).contains(rows)), "{fill:?}");
    }

    #[test]
    fn a_value_that_half_the_rows_have_keeps_a_bin_for_itself() {
        let values: Vec<f64> = (0..2_000)
            .map(|i| {
                if i % 2 == 0 {
                    0.0
                } else {
                    f64::from(i) - 1_000.0
                }
            })
            .collect();
        let edges = Edges::of(&values, 16);
        let zero = edges.bin_of(0.0);
        assert_eq!(edges.count(), 16);
        assert!(edges.bin_of(-1.0) < zero && edges.bin_of(1.0) > zero);
    }

    #[test]
    fn a_column_of_nothing_but_missing_values_has_one_empty_bin() {
        let edges = Edges::of(&[f64::NAN; 5], 16);
        assert_eq!((edges.count(), edges.bin_of(f64::NAN)), (1, 1));
        assert_eq!(edges.bin_of(4.0), 0);
    }

    #[test]
    fn neighbouring_numbers_are_told_apart() {
        let (lower, upper) = (1.0_f64, 1.0_f64.next_up());
        let edges = Edges::of(&[lower, upper], 2);
        assert_eq!((edges.bin_of(lower), edges.bin_of(upper)), (0, 1));
        let wide = Edges::of(&[-f64::MAX, f64::MAX, f64::NEG_INFINITY], 4);
        assert_eq!((wide.bin_of(-f64::MAX), wide.bin_of(f64::MAX)), (1, 2));
    }

    #[test]
    fn edges_of_the_first_rows_know_nothing_of_later_ones() {
        let mut table = FeatureTable::with_rows(6).unwrap();
        table
            .push("x", vec![1.0, 2.0, 3.0, 9.0, f64::NAN, 0.0])
            .unwrap();
        let binned = BinnedTable::with_edges_from(&table, 8, 0..3).unwrap();
        let bins: Vec<u8> = (0..6).map(|row| binned.row(row)[0]).collect();
        assert_eq!(bins, [0, 1, 2, 2, 3, 0]);
    }
}
