//! Mean day of each weekday on the root scale, shrunk toward the days of all weekdays.

use nalgebra::{DMatrix, DVector};

use super::root_days::RootDays;

/// Length in minutes over which a weekday's deviation from the common shape is alike.
const LIKENESS_MINUTES: f64 = 120.0;

/// Mean roots by weekday × column; NaN where a weekday never observed the column.
#[derive(Clone, Debug)]
pub struct ClassMeans {
    /// Seven rows.
    pub mean: Vec<Vec<f64>>,
    /// Days each mean rests on, weighted.
    pub support: [f64; 7],
    /// Variance of one day's root around its mean.
    pub variance: f64,
}

impl ClassMeans {
    /// The means of the usual days; `interval_minutes` sets how quickly a deviation may change over the day.
    #[must_use]
    pub fn new(days: &RootDays, interval_minutes: f64) -> Self {
        let width = days.width;
        let mut mean = vec![vec![f64::NAN; width]; 7];
        let mut support = [0.0; 7];
        for (class, mean) in mean.iter_mut().enumerate() {
            let own: Vec<usize> = days.usual().filter(|&d| days.class[d] == class).collect();
            let weight: f64 = own.iter().map(|&d| days.weight[d]).sum();
            let squared: f64 = own.iter().map(|&d| days.weight[d].powi(2)).sum();
            support[class] = if squared > 0.0 {
                weight * weight / squared
            } else {
                0.0
            };
            for (column, value) in mean.iter_mut().enumerate() {
                let (mut sum, mut total) = (0.0, 0.0);
                for &day in &own {
                    let root = days.row(day)[column];
                    if !root.is_nan() {
                        sum += days.weight[day] * root;
                        total += days.weight[day];
                    }
                }
                if total > 0.0 {
                    *value = sum / total;
                }
            }
        }
        let (mut scatter, mut count) = (0.0, 0.0);
        for day in days.usual() {
            let own = &mean[days.class[day]];
            let errors: Vec<f64> = days
                .row(day)
                .iter()
                .zip(own)
                .map(|(z, m)| z - m)
                .filter(|e| !e.is_nan())
                .collect();
            if errors.is_empty() {
                continue;
            }
            let level = errors.iter().sum::<f64>() / errors.len() as f64;
            scatter += days.weight[day] * errors.iter().map(|e| (e - level).powi(2)).sum::<f64>();
            count += days.weight[day] * errors.len() as f64;
        }
        let mut means = Self {
            mean,
            support,
            variance: if count > 0.0 {
                (scatter / count).max(0.05)
            } else {
                0.25
            },
        };
        means.shrink(interval_minutes);
        means
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
            if columns.is_empty() {
                continue;
            }
            let own: f64 = columns.iter().map(|&c| self.mean[class][c]).sum();
            let shared: f64 = columns.iter().map(|&c| common[c]).sum();
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
