//! How a day departs from its expectation: as a whole, for hours, and from one interval to the next.

use nalgebra::{DMatrix, DVector};

/// Variances on the root scale. A day's whole departure is proportional to its expected root; what lasts for hours and
/// what is gone by the next interval are added to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayNoise {
    /// Standard deviation of the whole day's departure, relative to the expected root.
    pub day: f64,
    /// Variance of the part that lasts for hours.
    pub lasting: f64,
    /// How much of it is left an interval later.
    pub kept: f64,
    /// Variance of the part of a single interval, Poisson noise included.
    pub single: f64,
}

impl DayNoise {
    /// By moments, from days of errors beside the expected roots; NaN where nothing was observed.
    #[must_use]
    pub fn of(days: &[(Vec<f64>, Vec<f64>)]) -> Self {
        let mut whole = Vec::new();
        let (mut c0, mut c1, mut c2) = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0));
        let mut within_of_day = Vec::new();
        for (errors, expected) in days {
            let seen = || errors.iter().zip(expected).filter(|(e, _)| !e.is_nan());
            let squared: f64 = seen().map(|(_, m)| m * m).sum();
            if squared <= 0.0 {
                continue;
            }
            let share = seen().map(|(e, m)| e * m).sum::<f64>() / squared;
            whole.push((share, squared));
            let rest: Vec<f64> = errors
                .iter()
                .zip(expected)
                .map(|(e, m)| e - share * m)
                .collect();
            let lag = |by: usize| {
                rest.iter()
                    .zip(&rest[by..])
                    .filter(|(a, b)| !a.is_nan() && !b.is_nan())
                    .fold((0.0, 0.0), |(s, n), (a, b)| (s + a * b, n + 1.0))
            };
            for (sum, by) in [(&mut c0, 0), (&mut c1, 1), (&mut c2, 2)] {
                if by < rest.len() {
                    let (s, n) = lag(by);
                    sum.0 += s;
                    sum.1 += n;
                }
            }
            within_of_day.push(squared);
        }
        let mean = |(sum, count): (f64, f64)| if count > 0.0 { sum / count } else { 0.0 };
        let (v, a1, a2) = (mean(c0).max(0.05), mean(c1), mean(c2));
        let kept = if a1 > 1e-9 {
            (a2 / a1).clamp(0.3, 0.98)
        } else {
            0.5
        };
        let lasting = if a1 > 0.0 {
            (a1 / kept).clamp(0.0, v)
        } else {
            0.0
        };
        let single = (v - lasting).max(0.05);
        let count = whole.len().max(1) as f64;
        let chance = whole.iter().map(|(_, squared)| v / squared).sum::<f64>() / count;
        let spread = whole.iter().map(|(share, _)| share * share).sum::<f64>() / count;
        Self {
            day: (spread - chance).max(1e-6).sqrt(),
            lasting,
            kept,
            single,
        }
    }

    /// Mean and variance of the roots of the columns still to come, given the first `seen.len()` of the day.
    #[must_use]
    pub fn rest_of_day(&self, expected: &[f64], seen: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let width = expected.len();
        let covariance = |i: usize, j: usize| {
            self.day.powi(2) * expected[i] * expected[j]
                + self.lasting * self.kept.powi(i.abs_diff(j) as i32)
                + if i == j { self.single } else { 0.0 }
        };
        let known: Vec<usize> = (0..seen.len())
            .filter(|&i| !seen[i].is_nan() && !expected[i].is_nan())
            .collect();
        let total = DMatrix::from_fn(known.len(), known.len(), |i, j| {
            covariance(known[i], known[j])
        });
        let errors =
            DVector::from_iterator(known.len(), known.iter().map(|&i| seen[i] - expected[i]));
        let Some(factor) = total.cholesky() else {
            return (
                expected.to_vec(),
                (0..width).map(|i| covariance(i, i)).collect(),
            );
        };
        let told = factor.solve(&errors);
        let mut mean = expected.to_vec();
        let mut variance: Vec<f64> = (0..width).map(|i| covariance(i, i)).collect();
        for column in seen.len()..width {
            if expected[column].is_nan() {
                continue;
            }
            let cross =
                DVector::from_iterator(known.len(), known.iter().map(|&i| covariance(i, column)));
            mean[column] += cross.dot(&told);
            variance[column] -= cross.dot(&factor.solve(&cross));
        }
        (mean, variance)
    }
}
