//! The Kalman filter of a regression whose coefficients may drift, one observation a day.

/// A regressor row: the coefficients that take part, with their values.
pub(super) type Row = Vec<(usize, f64)>;

/// Coefficients with their covariance, as known after some day.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    pub mean: Vec<f64>,
    /// Row-major, symmetric.
    pub covariance: Vec<f64>,
}

/// What a day will be, told before it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expectation {
    pub mean: f64,
    /// Variance of the coefficients' part alone, without the observation's own noise.
    pub variance: f64,
}

impl Belief {
    /// Independent coefficients with these means and standard deviations.
    pub(super) fn prior(mean: Vec<f64>, deviations: &[f64]) -> Self {
        let size = deviations.len();
        let mut covariance = vec![0.0; size * size];
        for (index, deviation) in deviations.iter().enumerate() {
            covariance[index * (size + 1)] = deviation.powi(2);
        }
        Self { mean, covariance }
    }

    fn size(&self) -> usize {
        self.mean.len()
    }

    /// Lets a day pass: coefficient `index` is pulled to 0 by `keep`, and its variance grows by `growth`.
    pub(super) fn pass(&mut self, growth: &[f64], decaying: usize, keep: f64) {
        let size = self.size();
        self.mean[decaying] *= keep;
        for other in 0..size {
            self.covariance[decaying * size + other] *= keep;
            self.covariance[other * size + decaying] *= keep;
        }
        for (index, growth) in growth.iter().enumerate() {
            self.covariance[index * (size + 1)] += growth;
        }
    }

    /// The expected value of a regressor row.
    pub(super) fn expect(&self, row: &Row) -> Expectation {
        let size = self.size();
        let mean = row.iter().map(|&(i, x)| self.mean[i] * x).sum();
        let variance = row
            .iter()
            .map(|&(i, x)| {
                x * row
                    .iter()
                    .map(|&(j, z)| z * self.covariance[i * size + j])
                    .sum::<f64>()
            })
            .sum::<f64>();
        Expectation {
            mean,
            variance: variance.max(0.0),
        }
    }

    /// Learns from an observed value whose own noise has variance `noise`.
    pub(super) fn learn(&mut self, row: &Row, error: f64, noise: f64, work: &mut Vec<f64>) {
        let size = self.size();
        work.clear();
        work.resize(size, 0.0);
        for &(j, x) in row {
            let column = &self.covariance[j * size..(j + 1) * size];
            for (sum, c) in work.iter_mut().zip(column) {
                *sum += x * c;
            }
        }
        let spread = row.iter().map(|&(i, x)| x * work[i]).sum::<f64>() + noise;
        for i in 0..size {
            let gain = work[i] / spread;
            if gain == 0.0 {
                continue;
            }
            self.mean[i] += gain * error;
            let target = &mut self.covariance[i * size..(i + 1) * size];
            for (c, w) in target.iter_mut().zip(work.iter()) {
                *c -= gain * w;
            }
        }
    }
}
