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

    /// What is left of the errors without the whole day's departure.
    fn rest(&self) -> Vec<f64> {
        let effect = self.effect();
        let pairs = self.errors.iter().zip(&self.expected);
        pairs
            .map(|(error, expected)| error - effect * expected)
            .collect()
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
const KEPT: std::ops::RangeInclusive<f64> = 0.3..=0.98;

impl DayNoise {
    /// Estimates by moments: the day effect's variance beyond chance, and the first two autocovariances of what is
    /// left.
    #[must_use]
    pub fn of(days: &[DayErrors]) -> Self {
        let mut covariances = [(0.0, 0.0); 3];
        for day in days.iter().filter(|day| day.squares() > 0.0) {
            let rest = day.rest();
            for (lag, (sum, count)) in covariances.iter_mut().enumerate() {
                let pairs = rest.iter().zip(rest.iter().skip(lag));
                for product in pairs
                    .map(|(a, b)| a * b)
                    .filter(|product| !product.is_nan())
                {
                    *sum += product;
                    *count += 1.0;
                }
            }
        }
        let [variance, next, second] =
            covariances.map(|(sum, count): (f64, f64)| sum / count.max(1.0));
        let variance = variance.max(LEAST_VARIANCE);
        let kept = if next > 1e-9 {
            (second / next).clamp(*KEPT.start(), *KEPT.end())
        } else {
            *KEPT.start()
        };
        let lasting = (next / kept).clamp(0.0, variance);
        let within = Self {
            day: 0.0,
            lasting,
            kept,
            single: (variance - lasting).max(LEAST_VARIANCE),
        };
        let seen: Vec<&DayErrors> = days.iter().filter(|day| day.squares() > 0.0).collect();
        let mean = |value: &dyn Fn(&DayErrors) -> f64| {
            seen.iter().map(|day| value(day)).sum::<f64>() / seen.len().max(1) as f64
        };
        let spread = mean(&|day| day.effect().powi(2));
        let chance = mean(&|day| within.chance_of_effect(day));
        Self {
            day: (spread - chance).max(1e-6).sqrt(),
            ..within
        }
    }

    /// Variance of a day's [`DayErrors::effect`] that comes from within the day alone.
    #[must_use]
    pub fn chance_of_effect(&self, day: &DayErrors) -> f64 {
        let (mut earlier, mut lasting) = (0.0, 0.0);
        for (error, expected) in day.errors.iter().zip(&day.expected) {
            earlier *= self.kept;
            if !error.is_nan() {
                lasting += expected * (expected + 2.0 * earlier);
                earlier += expected;
            }
        }
        let squares = day.squares();
        (self.single * squares + self.lasting * lasting) / squares.powi(2)
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
