//! Mean day of each weekday on the root scale, shrunk toward the days of all weekdays.

use nalgebra::{DMatrix, DVector};

use super::RootDays;

/// Length in minutes over which a weekday's deviation from the common shape is alike.
const LIKENESS_MINUTES: f64 = 120.0;

const POISSON_VARIANCE: f64 = 0.25;
const LEAST_VARIANCE: f64 = 0.05;

/// Mean roots by weekday × column; NaN where a weekday never observed the column.
#[derive(Clone, Debug)]
pub struct ClassMeans {
    mean: Vec<Vec<f64>>,
    /// Days each mean rests on: the weights' effective number.
    support: [f64; 7],
    /// Variance of one cell around its mean, the whole day's departure taken out.
    variance: f64,
}

impl ClassMeans {
    /// The means of the usual days; `interval_minutes` sets how quickly a deviation may change over the day.
    pub(super) fn new(days: &RootDays, interval_minutes: f64) -> Self {
        let mut means = Self {
            mean: vec![vec![f64::NAN; days.width()]; 7],
            support: [0.0; 7],
            variance: 0.0,
        };
        for class in 0..7 {
            means.take_in(class, days);
        }
        means.variance = means.variance_within(days);
        means.shrink(interval_minutes);
        means
    }

    /// A weekday's expected roots, NaN where it never observed the column.
    #[must_use]
    pub fn on(&self, class: usize) -> &[f64] {
        &self.mean[class]
    }

    fn take_in(&mut self, class: usize, days: &RootDays) {
        let own: Vec<usize> = days
            .usual()
            .filter(|&day| days.class(day) == class)
            .collect();
        let weight: f64 = own.iter().map(|&day| days.weight(day)).sum();
        let squares: f64 = own.iter().map(|&day| days.weight(day).powi(2)).sum();
        if squares > 0.0 {
            self.support[class] = weight * weight / squares;
        }
        for (column, mean) in self.mean[class].iter_mut().enumerate() {
            let seen = own.iter().filter(|&&day| !days.row(day)[column].is_nan());
            let (sum, total) = seen.fold((0.0, 0.0), |(sum, total), &day| {
                let weight = days.weight(day);
                (sum + weight * days.row(day)[column], total + weight)
            });
            if total > 0.0 {
                *mean = sum / total;
            }
        }
    }

    fn variance_within(&self, days: &RootDays) -> f64 {
        let (mut scatter, mut count) = (0.0, 0.0);
        for day in days.usual() {
            let own = &self.mean[days.class(day)];
            let errors: Vec<f64> = days
                .row(day)
                .iter()
                .zip(own)
                .map(|(z, m)| z - m)
                .filter(|e| !e.is_nan())
                .collect();
            let level = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
            scatter += days.weight(day) * errors.iter().map(|e| (e - level).powi(2)).sum::<f64>();
            count += days.weight(day) * errors.len() as f64;
        }
        if count > 0.0 {
            (scatter / count).max(LEAST_VARIANCE)
        } else {
            POISSON_VARIANCE
        }
    }

    /// Each weekday keeps its level; the rest of its deviation from the common shape is believed as far as it is more
    /// than chance, neighbouring columns together (empirical Bayes with an exponential covariance over the day).
    fn shrink(&mut self, interval_minutes: f64) {
        let seen: Vec<usize> = (0..7).filter(|&c| self.support[c] > 0.0).collect();
        let width = self.mean[0].len();
        if seen.len() < 2 {
            return;
        }
        let common: Vec<f64> = (0..width)
            .map(|column| {
                let known = seen.iter().filter(|&&c| !self.mean[c][column].is_nan());
                let (sum, total) = known.fold((0.0, 0.0), |(sum, total), &c| {
                    (
                        sum + self.support[c] * self.mean[c][column],
                        total + self.support[c],
                    )
                });
                sum / total
            })
            .collect();
        for &class in &seen {
            let columns: Vec<usize> = (0..width)
                .filter(|&c| !self.mean[class][c].is_nan())
                .collect();
            let own: f64 = columns.iter().map(|&c| self.mean[class][c]).sum();
            let shared: f64 = columns.iter().map(|&c| common[c]).sum();
            if shared <= 0.0 {
                continue;
            }
            let scale = own / shared;
            let deviation = DVector::from_iterator(
                columns.len(),
                columns
                    .iter()
                    .map(|&c| self.mean[class][c] - scale * common[c]),
            );
            let noise = self.variance / self.support[class].max(1.0);
            let signal = (deviation.norm_squared() / columns.len() as f64 - noise).max(1e-6);
            let covariance = DMatrix::from_fn(columns.len(), columns.len(), |i, j| {
                signal
                    * (-(columns[i].abs_diff(columns[j]) as f64) * interval_minutes
                        / LIKENESS_MINUTES)
                        .exp()
            });
            let mut noisy = covariance.clone();
            for i in 0..columns.len() {
                noisy[(i, i)] += noise;
            }
            let Some(factor) = noisy.cholesky() else {
                continue;
            };
            let believed = covariance * factor.solve(&deviation);
            for (position, &column) in columns.iter().enumerate() {
                self.mean[class][column] = scale * common[column] + believed[position];
            }
        }
    }
}
