//! Variances with which sums of any length are spread as they were: of intervals, of hours, of whole days.

use nalgebra::{DMatrix, DVector};

use super::SpreadErrors;
use super::errors::{ForecastDay, jitter};
use super::levels::quantile;
use crate::models::root;
use crate::normal::Z90;

/// What paths are drawn with, on the root scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SumNoise {
    /// Variance of the whole day's relative departure, as a multiple of that of its stated uncertainty.
    pub day: f64,
    /// Variance of the part that lasts for hours.
    pub lasting: f64,
    /// Share of the lasting part that is left an interval later.
    pub kept: f64,
    /// Variance of a single interval's own part, Poisson noise (¼) included.
    pub single: f64,
}

/// A sum told and observed.
struct Sum {
    /// Observed less expected root of the sum.
    error: f64,
    /// What a unit of each of day, lasting and single adds to the variance of `error`.
    parts: [f64; 3],
}

/// The sums of one length over all days.
type Scale = Vec<Sum>;

/// Fewer sums tell no width.
const LEAST_SUMS: usize = 5;

/// Sums of which more cells are missing are left out, whole days apart: they would stand for a shorter length.
const LEAST_OBSERVED: f64 = 0.75;

const PASSES: usize = 12;
const DAY_PASSES: usize = 10;
const LEAST_VARIANCE: f64 = 1e-6;

impl SumNoise {
    /// Scales the variances of `errors` until, on all lengths from one interval to the whole day, four in five of the
    /// observed sums lie within 1.28 standard deviations of the told ones.
    ///
    /// Moments would follow the few wildest days, and paths whose variance is that of heavy-tailed errors hold more than
    /// 80 % of them within their middle 80 %. Each part is multiplied by what the lengths need, each length counting as
    /// far as its variance is made of this part (iterative proportional fitting); at last the day's part is set so that
    /// whole days are right, since they are what is read first. Errors are taken around the forecast, so that a bias
    /// widens the paths.
    pub fn of(errors: &SpreadErrors) -> Self {
        let noise = &errors.noise;
        let mut found = Self {
            // A root departs by half of what its square departs by, relatively.
            day: (2.0 * noise.day).powi(2) / errors.believed_level_variance(errors.usual_level_sd),
            lasting: noise.lasting.max(0.01),
            kept: noise.kept,
            single: noise.single,
        };
        let width = errors.days.iter().map(|day| day.cells.len()).max();
        let width = width.unwrap_or_default();
        let lengths = std::iter::successors(Some(1), |length| Some(2 * length));
        let mut scales: Vec<Scale> = lengths
            .take_while(|&length| length < width)
            .map(|length| sums(errors, length, noise.kept))
            .collect();
        let days = sums(errors, width, noise.kept);
        scales.push(days);
        scales.retain(|sums| sums.len() >= LEAST_SUMS);
        for _ in 0..PASSES {
            found = found.fitted(&scales);
        }
        if let Some(days) = scales.last() {
            for _ in 0..DAY_PASSES {
                found = found.with_days_as(days);
            }
        }
        found
    }

    fn parts(&self) -> [f64; 3] {
        [self.day, self.lasting, self.single]
    }

    fn with_parts(self, parts: [f64; 3]) -> Self {
        let [day, lasting, single] = parts.map(|part| part.max(LEAST_VARIANCE));
        Self {
            day,
            lasting,
            single,
            ..self
        }
    }

    /// One pass over all lengths: half-way, on the logarithmic scale, to the parts that least squares want, since the
    /// shares of the parts move with them.
    fn fitted(self, scales: &[Scale]) -> Self {
        // Each length's variance, relative to what it should be, is to be 1.
        let rows: Vec<[f64; 3]> = scales
            .iter()
            .map(|sums| {
                let (shares, wanted) = self.checked(sums);
                shares.map(|share| share / wanted)
            })
            .collect();
        let times = nonnegative_least_squares(&rows);
        let parts = std::array::from_fn(|part| {
            let wanted = (self.parts()[part] * times[part]).max(LEAST_VARIANCE);
            (self.parts()[part] * wanted).sqrt()
        });
        self.with_parts(parts)
    }

    /// The day's part so that whole days are as wide as they were, as far as the other parts leave room.
    fn with_days_as(self, days: &Scale) -> Self {
        let ([share, ..], wanted) = self.checked(days);
        let [day, lasting, single] = self.parts();
        let times = if share > 0.0 {
            ((wanted - (1.0 - share)) / share).max(0.0)
        } else {
            1.0
        };
        self.with_parts([day * times, lasting, single])
    }

    /// Mean shares of the parts in the variance of sums of one length, and what this variance would have to be
    /// multiplied by.
    fn checked(&self, sums: &Scale) -> ([f64; 3], f64) {
        let mut shares = [0.0; 3];
        let mut sizes: Vec<f64> = Vec::with_capacity(sums.len());
        for sum in sums {
            let parts: [f64; 3] = std::array::from_fn(|part| self.parts()[part] * sum.parts[part]);
            let variance: f64 = parts.iter().sum();
            for (share, part) in shares.iter_mut().zip(parts) {
                *share += part / variance / sums.len() as f64;
            }
            sizes.push(sum.error.abs() / variance.sqrt());
        }
        sizes.sort_by(f64::total_cmp);
        let wanted = (quantile(&sizes, 0.8) / Z90).powi(2);
        (shares, wanted.max(LEAST_VARIANCE))
    }
}

/// The sums of `length` neighbouring columns; of the whole day where there are no more columns.
fn sums(errors: &SpreadErrors, length: usize, kept: f64) -> Scale {
    let days = errors.days.iter().enumerate();
    days.flat_map(|(index, day)| {
        let starts = (0..day.cells.len()).step_by(length.max(1));
        starts.filter_map(move |start| sum(errors, (index, day), start, length, kept))
    })
    .collect()
}

fn sum(
    errors: &SpreadErrors,
    (index, day): (usize, &ForecastDay),
    start: usize,
    length: usize,
    kept: f64,
) -> Option<Sum> {
    let end = (start + length).min(day.cells.len());
    let (mut told, mut came, mut seen) = (0.0, 0.0, 0);
    let (mut squares, mut lasting, mut earlier) = (0.0, 0.0, 0.0);
    for cell in &day.cells[start..end] {
        earlier *= kept;
        if cell.is_scored() {
            let expected = root(cell.forecast);
            told += cell.forecast;
            came += cell.observed;
            seen += 1;
            squares += expected * expected;
            lasting += expected * (expected + 2.0 * earlier);
            earlier += expected;
        }
    }
    let whole = start == 0 && end == day.cells.len();
    let enough = whole || seen as f64 >= LEAST_OBSERVED * length as f64;
    if seen == 0 || !enough || told <= 0.0 {
        return None;
    }
    let jittered: f64 = came + jitter(index, start);
    Some(Sum {
        error: root(jittered.max(-0.25)) - root(told),
        parts: [
            errors.believed_level_variance(day.level_sd) / 4.0 * told,
            lasting / squares,
            1.0,
        ],
    })
}

/// Multiples of the three columns, none below 0, whose sums are nearest to 1 in every row: of all subsets of the columns
/// the best one whose own least squares have no negative multiple.
fn nonnegative_least_squares(rows: &[[f64; 3]]) -> [f64; 3] {
    let mut best = ([0.0; 3], f64::INFINITY);
    for subset in 1..8_usize {
        let columns: Vec<usize> = (0..3).filter(|column| subset >> column & 1 == 1).collect();
        let matrix = DMatrix::from_fn(rows.len(), columns.len(), |row, column| {
            rows[row][columns[column]]
        });
        let ones = DVector::from_element(rows.len(), 1.0);
        let Some(factor) = (matrix.transpose() * &matrix).cholesky() else {
            continue;
        };
        let found = factor.solve(&(matrix.transpose() * &ones));
        let left = (&matrix * &found - &ones).norm_squared();
        if left < best.1 && found.iter().all(|multiple| *multiple >= 0.0) {
            let mut multiples = [0.0; 3];
            for (&column, &multiple) in columns.iter().zip(&found) {
                multiples[column] = multiple;
            }
            best = (multiples, left);
        }
    }
    best.0
}
