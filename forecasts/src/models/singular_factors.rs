//! Few factors of the day × slot matrix of root counts, each a series over the days (Shen & Huang 2008).

use nalgebra::{DMatrix, DVector};

use super::class_means::ClassMeans;
use super::root_days::RootDays;

const FACTORS: usize = 4;

/// Factor loadings over the columns and what each factor does from day to day.
pub struct SingularFactors {
    /// Columns × factors.
    loadings: DMatrix<f64>,
    by_class: Vec<DVector<f64>>,
    last: DVector<f64>,
    kept: Vec<f64>,
    spread: Vec<f64>,
    rest: f64,
}

impl SingularFactors {
    /// Fits the factors to the usual days; a cell nobody observed takes its weekday's mean.
    pub fn fit(days: &RootDays, means: &ClassMeans) -> Option<Self> {
        let usual: Vec<usize> = days.usual().collect();
        let cell = |day: usize, column: usize| {
            let root = days.row(day)[column];
            let mean = means.mean[days.class[day]][column];
            if !root.is_nan() {
                root
            } else if mean.is_nan() {
                0.0
            } else {
                mean
            }
        };
        let matrix = DMatrix::from_fn(usual.len(), days.width, |i, j| cell(usual[i], j));
        let gram = matrix.transpose() * &matrix;
        let eigen = gram.symmetric_eigen();
        let mut order: Vec<usize> = (0..days.width).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let count = FACTORS.min(usual.len()).min(days.width);
        if count == 0 {
            return None;
        }
        let columns: Vec<_> = order[..count]
            .iter()
            .map(|&k| eigen.eigenvectors.column(k).into_owned())
            .collect();
        let loadings = DMatrix::from_columns(&columns);
        let scores = &matrix * &loadings;
        let rest =
            (&matrix - &scores * loadings.transpose()).norm_squared() / (matrix.len() as f64);
        let mut by_class = vec![DVector::zeros(count); 7];
        for (class, mean) in by_class.iter_mut().enumerate() {
            let mut total = 0.0;
            for (row, &day) in usual.iter().enumerate() {
                if days.class[day] == class {
                    *mean += scores.row(row).transpose() * days.weight[day];
                    total += days.weight[day];
                }
            }
            if total > 0.0 {
                *mean /= total;
            }
        }
        let departures: Vec<DVector<f64>> = usual
            .iter()
            .enumerate()
            .map(|(row, &day)| scores.row(row).transpose() - &by_class[days.class[day]])
            .collect();
        let (mut kept, mut spread) = (Vec::new(), Vec::new());
        for factor in 0..count {
            let pairs = || {
                usual
                    .windows(2)
                    .zip(departures.windows(2))
                    .filter(|(d, _)| d[1] - d[0] == 1)
            };
            let product: f64 = pairs().map(|(_, e)| e[0][factor] * e[1][factor]).sum();
            let square: f64 = pairs().map(|(_, e)| e[0][factor].powi(2)).sum();
            kept.push(if square > 0.0 {
                (product / square).clamp(0.0, 0.98)
            } else {
                0.0
            });
            spread.push(
                departures.iter().map(|e| e[factor].powi(2)).sum::<f64>() / departures.len() as f64,
            );
        }
        let last_age = days.days - 1 - usual.last()?;
        let last = DVector::from_fn(count, |k, _| {
            departures.last().map_or(0.0, |d| d[k]) * kept[k].powi(last_age as i32)
        });
        Some(Self {
            loadings,
            by_class,
            last,
            kept,
            spread,
            rest: rest.max(0.1),
        })
    }

    /// Counts of the days to come; the running day's scores are updated by penalised least squares.
    pub fn predict(&self, days: &RootDays, means: &ClassMeans, ahead: usize) -> Vec<Vec<f64>> {
        (0..ahead)
            .map(|lead| {
                let index = days.days + lead;
                let class = days.class[index];
                let faded = |k: usize| self.kept[k].powi(lead as i32 + 1);
                let mut scores = DVector::from_fn(self.kept.len(), |k, _| {
                    self.by_class[class][k] + faded(k) * self.last[k]
                });
                if lead == 0 && days.known > 0 {
                    scores = self.updated(&scores, days);
                }
                let roots = &self.loadings * scores;
                let closed = &means.mean[class];
                roots
                    .iter()
                    .zip(closed)
                    .map(|(root, mean)| {
                        if mean.is_nan() {
                            f64::NAN
                        } else {
                            (root.max(0.0).powi(2) + self.rest - 0.25).max(0.0) * days.factor[index]
                        }
                    })
                    .collect()
            })
            .collect()
    }

    fn updated(&self, prior: &DVector<f64>, days: &RootDays) -> DVector<f64> {
        let count = self.kept.len();
        let mut precision = DMatrix::from_fn(count, count, |i, j| {
            if i == j {
                1.0 / (self.spread[i] * (1.0 - self.kept[i].powi(2)) + 1e-9)
            } else {
                0.0
            }
        });
        let mut pull = DVector::zeros(count);
        for (column, root) in days.running.iter().enumerate().filter(|(_, r)| !r.is_nan()) {
            let row = self.loadings.row(column).transpose();
            let error = root - row.dot(prior);
            precision += &row * row.transpose() / self.rest;
            pull += row * (error / self.rest);
        }
        precision
            .cholesky()
            .map_or_else(|| prior.clone(), |factor| prior + factor.solve(&pull))
    }
}
