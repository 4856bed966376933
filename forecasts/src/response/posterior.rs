//! A normal law over the weights of a logistic regression, moved on by time and by outcomes.
//!
//! Batches are learned one after the other, each with what was known before as its prior (Spiegelhalter & Lauritzen
//! 1990; the Laplace approximation of MacKay 1992). Between batches the past loses weight (a discounted precision as in
//! West & Harrison 1997 and McCormick et al. 2012), and the overall level may wander.

use nalgebra::{Cholesky, DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::ResponseError;
use super::log_odds::probability;
use super::stored::StoredPosterior;

/// Before any outcome the overall level lies within ±5 log-odds with 68 %: 0.7 % to 99.3 %.
const SD_OF_LEVEL_AT_FIRST: f64 = 5.0;
const MOST_STEPS: usize = 60;
const MOST_HALVINGS: usize = 30;
/// Newton's decrement at rest, in log-likelihood.
const AT_REST: f64 = 1e-9;

/// How the past fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fading {
    /// An outcome counts half after so many days; infinite where all count alike.
    pub(super) half_life_days: f64,
    /// Standard deviation, in log-odds, by which the overall level wanders in a day; in n days √n times that.
    pub(super) level_walk: f64,
}

/// Attempts as rows of few entries; coordinate 0, the overall level, is 1 in all of them and not stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    ends: Vec<usize>,
    entries: Vec<(u16, f64)>,
    successes: Vec<bool>,
}

impl Batch {
    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = (u16, f64)>, success: bool) {
        self.entries.extend(entries);
        self.ends.push(self.entries.len());
        self.successes.push(success);
    }

    pub(super) fn len(&self) -> usize {
        self.successes.len()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&[(u16, f64)], bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .zip(&self.successes)
            .map(|((start, &end), &success)| (&self.entries[start..end], success))
    }
}

/// Log-odds of a row.
pub(super) fn log_odds(weights: &DVector<f64>, entries: &[(u16, f64)]) -> f64 {
    let terms = entries
        .iter()
        .map(|&(at, value)| value * weights[usize::from(at)]);
    weights[0] + terms.sum::<f64>()
}

/// Log-likelihood of one outcome, without overflow.
pub(super) fn log_likelihood(log_odds: f64, success: bool) -> f64 {
    let against = if success { -log_odds } else { log_odds };
    -(against.max(0.0) + (-against.abs()).exp().ln_1p())
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StoredPosterior", into = "StoredPosterior")]
pub(super) struct Posterior {
    mean: DVector<f64>,
    /// Whole and symmetric.
    precision: DMatrix<f64>,
    /// Diagonal that never fades; none for the overall level.
    prior: DVector<f64>,
}

impl Posterior {
    /// Weights of which nothing is known but these standard deviations before any outcome, in log-odds.
    pub(super) fn new(prior_sds: &[f64]) -> Self {
        let weights = prior_sds.iter().map(|sd| sd.powi(-2));
        let of_level = std::iter::once(0.0);
        let prior = DVector::from_vec(of_level.chain(weights).collect());
        let mut precision = DMatrix::from_diagonal(&prior);
        precision[(0, 0)] = SD_OF_LEVEL_AT_FIRST.powi(-2);
        Self {
            mean: DVector::zeros(prior.len()),
            precision,
            prior,
        }
    }

    /// Adds weights of which nothing is known yet but these standard deviations.
    pub(super) fn grow(&mut self, prior_sds: &[f64]) {
        let (old, new) = (self.mean.len(), self.mean.len() + prior_sds.len());
        self.mean.resize_vertically_mut(new, 0.0);
        self.prior.resize_vertically_mut(new, 0.0);
        self.precision.resize_mut(new, new, 0.0);
        for (at, sd) in (old..new).zip(prior_sds) {
            self.prior[at] = sd.powi(-2);
            self.precision[(at, at)] = self.prior[at];
        }
    }

    pub(super) fn mean(&self) -> &DVector<f64> {
        &self.mean
    }

    pub(super) fn precision(&self) -> &DMatrix<f64> {
        &self.precision
    }

    pub(super) fn prior(&self) -> &DVector<f64> {
        &self.prior
    }

    /// The law with these parts, which are of one size.
    pub(super) fn of_parts(
        mean: DVector<f64>,
        precision: DMatrix<f64>,
        prior: DVector<f64>,
    ) -> Self {
        Self {
            mean,
            precision,
            prior,
        }
    }

    /// Lets `days` go by before the next batch of so many attempts.
    ///
    /// # Errors
    /// [`ResponseError::NotSettled`] when rounding has left no normal law.
    pub(super) fn pass_time(
        &mut self,
        days: f64,
        fading: &Fading,
        attempts: usize,
    ) -> Result<(), ResponseError> {
        if days <= 0.0 {
            return Ok(());
        }
        let kept = (-days / fading.half_life_days).exp2();
        if kept < 1.0 {
            let pull = &self.precision * &self.mean * kept;
            self.precision *= kept;
            for at in 0..self.prior.len() {
                self.precision[(at, at)] += (1.0 - kept) * self.prior[at];
            }
            self.mean = Cholesky::new(self.precision.clone())
                .ok_or(ResponseError::NotSettled { attempts })?
                .solve(&pull);
        }
        let walk = fading.level_walk.powi(2) * days;
        if walk > 0.0 {
            // Variance added to one coordinate (Sherman & Morrison 1950).
            let of_level: DVector<f64> = self.precision.column(0).into_owned();
            let scale = 1.0 / (1.0 / walk + of_level[0]);
            self.precision.ger(-scale, &of_level, &of_level, 1.0);
        }
        Ok(())
    }

    /// Takes in a batch of outcomes by Newton's method with halved steps.
    ///
    /// # Errors
    /// [`ResponseError::NotSettled`].
    pub(super) fn learn(&mut self, batch: &Batch) -> Result<(), ResponseError> {
        let unsettled = || ResponseError::NotSettled {
            attempts: batch.len(),
        };
        let mut at = self.mean.clone();
        let mut value = self.objective(batch, &at);
        for _ in 0..MOST_STEPS {
            let (gradient, curvature) = self.slope(batch, &at);
            let step = Cholesky::new(curvature.clone())
                .ok_or_else(unsettled)?
                .solve(&gradient);
            let decrement = 0.5 * gradient.dot(&step);
            if decrement < AT_REST {
                self.mean = at;
                self.precision = curvature;
                self.precision.fill_upper_triangle_with_lower_triangle();
                return Ok(());
            }
            let mut length = 1.0;
            let mut next = &at + &step;
            let mut next_value = self.objective(batch, &next);
            let mut halvings = 0;
            // Rounding of the two values may hide a gain that is next to nothing.
            while next_value + 1e-12 * value.abs() < value {
                halvings += 1;
                if halvings > MOST_HALVINGS {
                    return Err(unsettled());
                }
                length *= 0.5;
                next = &at + &step * length;
                next_value = self.objective(batch, &next);
            }
            (at, value) = (next, next_value);
        }
        Err(unsettled())
    }

    fn objective(&self, batch: &Batch, at: &DVector<f64>) -> f64 {
        let moved = at - &self.mean;
        let likelihood: f64 = batch
            .rows()
            .map(|(entries, success)| log_likelihood(log_odds(at, entries), success))
            .sum();
        likelihood - 0.5 * moved.dot(&(&self.precision * &moved))
    }

    /// Gradient, and the negative second derivative's lower triangle.
    fn slope(&self, batch: &Batch, at: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let mut gradient = -(&self.precision * (at - &self.mean));
        let mut curvature = self.precision.clone();
        for (entries, success) in batch.rows() {
            let p = probability(log_odds(at, entries));
            let residual = f64::from(u8::from(success)) - p;
            let weight = p * (1.0 - p);
            gradient[0] += residual;
            curvature[(0, 0)] += weight;
            for (index, &(row, value)) in entries.iter().enumerate() {
                let row = usize::from(row);
                gradient[row] += value * residual;
                let weighted = value * weight;
                curvature[(row, 0)] += weighted;
                for &(column, other) in &entries[..=index] {
                    let column = usize::from(column);
                    curvature[(row.max(column), row.min(column))] += weighted * other;
                }
            }
        }
        (gradient, curvature)
    }

    /// Covariance of the weights.
    ///
    /// # Errors
    /// [`ResponseError::NotSettled`] when rounding has left no normal law.
    pub(super) fn covariance(&self) -> Result<DMatrix<f64>, ResponseError> {
        let factor = Cholesky::new(self.precision.clone());
        Ok(factor
            .ok_or(ResponseError::NotSettled { attempts: 0 })?
            .inverse())
    }
}
