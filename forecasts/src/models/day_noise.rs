//! How a day departs from its expectation: as a whole, for hours, and from one interval to the next.

use nalgebra::{DMatrix, DVector};

/// Variances on the root scale. A day's whole departure is proportional to its expected root; what lasts for hours and
/// what is gone by the next interval are added to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayNoise {
    /// Standard deviation of the whole day's departure, relative to the expected root: half of that of the volume.
    pub day: f64,
    /// Variance of the part that lasts for hours.
    pub lasting: f64,
    /// Share of the lasting part that is left an interval later.
    pub kept: f64,
    /// Variance of a single interval's own part, Poisson noise (¼) included.
    pub single: f64,
}

/// One day's errors on the root scale beside what was expected; NaN where nothing was observed or expected.
#[derive(Clone, Debug, PartialEq)]
pub struct DayErrors {
    errors: Vec<f64>,
    expected: Vec<f64>,
}

impl DayErrors {
    /// Observed less expected roots.
    #[must_use]
    pub fn new(observed: &[f64], expected: &[f64]) -> Self {
        Self {
            errors: observed.iter().zip(expected).map(|(z, m)| z - m).collect(),
            expected: expected.to_vec(),
        }
    }

    fn seen(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let pairs = self
            .errors
            .iter()
            .copied()
            .zip(self.expected.iter().copied());
        pairs.filter(|(error, _)| !error.is_nan())
    }

    fn squares(&self) -> f64 {
        self.seen().map(|(_, expected)| expected * expected).sum()
    }

    /// The whole day's departure, relative to the expected roots.
    #[must_use]
    pub fn effect(&self) -> f64 {
        let squares = self.squares();
        if squares > 0.0 {
            self.seen()
                .map(|(error, expected)| error * expected)
                .sum::<f64>()
                / squares
        } else {
            0.0
        }
    }
}

/// Conditional mean and variance of a running day's roots.
#[derive(Clone, Debug, PartialEq)]
pub struct RestOfDay {
    /// Means, one a column; the columns already seen keep what was expected of them.
    pub mean: Vec<f64>,
    /// Variances, one a column.
    pub variance: Vec<f64>,
}

/// No interval is told better than this: a fifth of Poisson noise.
const LEAST_VARIANCE: f64 = 0.05;

/// Shares of the lasting part left an interval later that are tried: half-lives from a bit more than half an interval to
/// 34 intervals.
const KEPT: [f64; 12] = [
    0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98,
];

/// Distances between intervals whose products are averaged: close together where what lasts fades, far apart where only
/// the whole day's departure is left.
const LAGS: [usize; 15] = [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181];

/// Mean products of the errors some columns apart, beside those of what was expected there.
#[derive(Clone, Copy, Default)]
struct Products {
    errors: f64,
    expected: f64,
    pairs: f64,
}

impl Products {
    fn of(days: &[DayErrors], lag: usize) -> Self {
        let mut sums = Self::default();
        for day in days {
            let ahead = day
                .errors
                .iter()
                .skip(lag)
                .zip(day.expected.iter().skip(lag));
            for ((a, m), (b, n)) in day.errors.iter().zip(&day.expected).zip(ahead) {
                if !(a * b).is_nan() {
                    sums.errors += a * b;
                    sums.expected += m * n;
                    sums.pairs += 1.0;
                }
            }
        }
        let pairs = sums.pairs.max(1.0);
        Self {
            errors: sums.errors / pairs,
            expected: sums.expected / pairs,
            pairs: sums.pairs,
        }
    }
}

/// Variances of the day's and of the lasting part that explain the products best, neither below 0, and the squares left.
fn least_squares(lags: &[(usize, Products)], kept: f64) -> (f64, f64, f64) {
    let rows = || {
        let row = |&(lag, products): &(usize, Products)| (products, kept.powi(lag as i32));
        lags.iter().map(row)
    };
    let sum = |of: &dyn Fn(&Products, f64) -> f64| -> f64 {
        rows().map(|(p, left)| p.pairs * of(&p, left)).sum()
    };
    let (day_day, day_lasting) = (
        sum(&|p, _| p.expected * p.expected),
        sum(&|p, left| p.expected * left),
    );
    let lasting_lasting = sum(&|_, left| left * left);
    let (day_error, lasting_error) = (
        sum(&|p, _| p.expected * p.errors),
        sum(&|p, left| left * p.errors),
    );
    let divided = |by: f64, of: f64| if of > 0.0 { (by / of).max(0.0) } else { 0.0 };
    let determinant = day_day * lasting_lasting - day_lasting * day_lasting;
    let both = (
        (day_error * lasting_lasting - lasting_error * day_lasting) / determinant,
        (lasting_error * day_day - day_error * day_lasting) / determinant,
    );
    let candidates = [
        (divided(day_error, day_day), 0.0),
        (0.0, divided(lasting_error, lasting_lasting)),
        both,
    ];
    let squares = |(day, lasting): (f64, f64)| {
        sum(&|p, left| (p.errors - day * p.expected - lasting * left).powi(2))
    };
    let mut best = (0.0, 0.0, squares((0.0, 0.0)));
    for (day, lasting) in candidates {
        if day >= 0.0 && lasting >= 0.0 {
            let left = squares((day, lasting));
            if left < best.2 {
                best = (day, lasting, left);
            }
        }
    }
    best
}

impl DayNoise {
    /// Estimates by moments: the mean product of two errors of a day is the day's variance times what was expected of
    /// both, plus what is left of the lasting part between them; least squares over many distances tell the two apart,
    /// and what neither explains of the squares is the single interval's. Nothing is subtracted from the errors first:
    /// a day's own mean would take most of a part that lasts for hours with it.
    #[must_use]
    pub fn of(days: &[DayErrors]) -> Self {
        let lags: Vec<(usize, Products)> = LAGS
            .iter()
            .map(|&lag| (lag, Products::of(days, lag)))
            .filter(|(_, products)| products.pairs > 0.0)
            .collect();
        let own = Products::of(days, 0);
        let mut best = (KEPT[0], least_squares(&lags, KEPT[0]));
        for kept in KEPT {
            let found = least_squares(&lags, kept);
            if found.2 < best.1.2 {
                best = (kept, found);
            }
        }
        let (kept, (day, lasting, _)) = best;
        Self {
            day: day.max(1e-6).sqrt(),
            lasting,
            kept,
            single: (own.errors - day * own.expected - lasting).max(LEAST_VARIANCE),
        }
    }

    fn covariance(&self, expected: &[f64], i: usize, j: usize) -> f64 {
        self.day.powi(2) * expected[i] * expected[j]
            + self.lasting * self.kept.powi(i.abs_diff(j) as i32)
            + if i == j { self.single } else { 0.0 }
    }

    /// The roots of a day whose first `seen.len()` columns are known: the exact Gaussian conditional.
    #[must_use]
    pub fn rest_of_day(&self, expected: &[f64], seen: &[f64]) -> RestOfDay {
        let mut rest = RestOfDay {
            mean: expected.to_vec(),
            variance: (0..expected.len())
                .map(|i| self.covariance(expected, i, i))
                .collect(),
        };
        let known: Vec<usize> = (0..seen.len())
            .filter(|&i| !seen[i].is_nan() && !expected[i].is_nan())
            .collect();
        let count = known.len();
        let together = DMatrix::from_fn(count, count, |i, j| {
            self.covariance(expected, known[i], known[j])
        });
        let errors = DVector::from_fn(count, |i, _| seen[known[i]] - expected[known[i]]);
        let Some(factor) = together.cholesky() else {
            return rest;
        };
        let told = factor.solve(&errors);
        for column in (seen.len()..expected.len()).filter(|&column| !expected[column].is_nan()) {
            let cross = DVector::from_fn(count, |i, _| self.covariance(expected, known[i], column));
            rest.mean[column] += cross.dot(&told);
            rest.variance[column] -= cross.dot(&factor.solve(&cross));
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: DayNoise = DayNoise {
        day: 0.05,
        lasting: 0.2,
        kept: 0.9,
        single: 0.3,
    };

    #[test]
    fn a_morning_above_expectation_raises_the_afternoon_and_narrows_it() {
        let expected = vec![10.0; 8];
        let rest = NOISE.rest_of_day(&expected, &[11.0; 4]);
        assert!(
            rest.mean[4] > 10.2 && rest.mean[4] < 11.0,
            "{:?}",
            rest.mean
        );
        assert!(rest.mean[4] > rest.mean[7], "what lasts for hours fades");
        assert!(rest.variance[7] < 0.25 + 0.2 + 0.3);
        assert_eq!(rest.mean[..4], expected[..4]);
    }

    #[test]
    fn an_unobserved_morning_changes_nothing() {
        let expected = vec![10.0; 4];
        assert_eq!(NOISE.rest_of_day(&expected, &[f64::NAN; 2]).mean, expected);
    }
}
