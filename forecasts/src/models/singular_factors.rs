//! Few factors of the day × column matrix of root counts, each a series over the days.

use nalgebra::{DMatrix, DVector};

use super::counts::count_of;
use super::mixed_effects::kept_a_day;
use super::{DayForecast, Fitted, Known, Model};

/// Shen & Huang, "Interday forecasting and intraday updating of call center arrivals", M&SOM 2008: the singular value
/// decomposition of the usual days' roots gives a few loadings over the day; the score of each follows its weekday
/// means with first-order autoregression; a running day's scores are updated by penalised least squares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingularFactors {
    /// Factors kept.
    pub factors: usize,
}

impl Default for SingularFactors {
    /// Four, as the authors found enough.
    fn default() -> Self {
        Self { factors: 4 }
    }
}

/// [`SingularFactors`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedSingularFactors {
    /// Columns × factors.
    loadings: DMatrix<f64>,
    class_scores: Vec<DVector<f64>>,
    /// The last usual day's departure from its weekday's scores, faded to the last day.
    departure: DVector<f64>,
    kept: Vec<f64>,
    /// Variance of each score around its weekday's mean.
    spread: Vec<f64>,
    /// Variance of a cell that the factors leave.
    rest: f64,
}

const MOST_KEPT: f64 = 0.98;
const LEAST_REST: f64 = 0.1;

impl Model for SingularFactors {
    type Fitted = FittedSingularFactors;

    fn fit(&self, known: &Known) -> Option<FittedSingularFactors> {
        let roots = &known.roots;
        let usual: Vec<usize> = roots.usual().collect();
        let matrix = DMatrix::from_fn(usual.len(), roots.width(), |row, column| {
            let day = usual[row];
            let mean = known.means.on(roots.class(day))[column];
            // A cell nobody observed is what its weekday usually has; one that is never open is 0.
            let filled = [roots.row(day)[column], mean, 0.0];
            filled.into_iter().find(|v| !v.is_nan()).unwrap_or(0.0)
        });
        let loadings = leading_loadings(&matrix, self.factors)?;
        let scores = &matrix * &loadings;
        let rest = (&matrix - &scores * loadings.transpose()).norm_squared() / matrix.len() as f64;
        let class_scores = class_means(&scores, &usual, known);
        let departures: Vec<DVector<f64>> = usual
            .iter()
            .enumerate()
            .map(|(row, &day)| scores.row(row).transpose() - &class_scores[roots.class(day)])
            .collect();
        let factors = loadings.ncols();
        let of_factor = |k: usize| -> Vec<f64> { departures.iter().map(|d| d[k]).collect() };
        let kept: Vec<f64> = (0..factors)
            .map(|k| kept_a_day(&usual, &of_factor(k), MOST_KEPT))
            .collect();
        let spread = (0..factors)
            .map(|k| of_factor(k).iter().map(|e| e * e).sum::<f64>() / departures.len() as f64)
            .collect();
        let age = (roots.days() - 1 - usual.last()?) as i32;
        let last = departures.last()?;
        Some(FittedSingularFactors {
            departure: DVector::from_fn(factors, |k, _| last[k] * kept[k].powi(age)),
            loadings,
            class_scores,
            kept,
            spread,
            rest: rest.max(LEAST_REST),
        })
    }
}

/// The leading right singular vectors, as the eigenvectors of the columns' products.
fn leading_loadings(matrix: &DMatrix<f64>, factors: usize) -> Option<DMatrix<f64>> {
    let count = factors.min(matrix.nrows()).min(matrix.ncols());
    if count == 0 {
        return None;
    }
    let eigen = matrix.tr_mul(matrix).symmetric_eigen();
    let mut order: Vec<usize> = (0..matrix.ncols()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let columns: Vec<DVector<f64>> = order[..count]
        .iter()
        .map(|&k| eigen.eigenvectors.column(k).into_owned())
        .collect();
    Some(DMatrix::from_columns(&columns))
}

fn class_means(scores: &DMatrix<f64>, usual: &[usize], known: &Known) -> Vec<DVector<f64>> {
    let roots = &known.roots;
    (0..7)
        .map(|class| {
            let own = usual
                .iter()
                .enumerate()
                .filter(|(_, day)| roots.class(**day) == class);
            let zero = (DVector::zeros(scores.ncols()), 0.0);
            let (sum, total) = own.fold(zero, |(sum, total), (row, &day)| {
                let weight = roots.weight(day);
                (sum + scores.row(row).transpose() * weight, total + weight)
            });
            if total > 0.0 { sum / total } else { sum }
        })
        .collect()
}

impl Fitted for FittedSingularFactors {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let roots = &known.roots;
        let day = |lead: usize| {
            let index = roots.days() + lead;
            let class = roots.class(index);
            let mut scores = DVector::from_fn(self.kept.len(), |k, _| {
                self.class_scores[class][k] + self.kept[k].powi(lead as i32 + 1) * self.departure[k]
            });
            if lead == 0 && !roots.running().is_empty() {
                scores = self.updated(&scores, roots.running());
            }
            let expected = &self.loadings * scores;
            let open = known.means.on(class).iter().map(|mean| !mean.is_nan());
            expected
                .iter()
                .zip(open)
                .map(|(root, open)| {
                    if open {
                        count_of(*root) * roots.factor(index)
                    } else {
                        f64::NAN
                    }
                })
                .collect()
        };
        (0..ahead).map(day).collect()
    }
}

impl FittedSingularFactors {
    fn updated(&self, prior: &DVector<f64>, running: &[f64]) -> DVector<f64> {
        let variance = |k: usize| self.spread[k] * (1.0 - self.kept[k].powi(2)) + 1e-9;
        let mut precision =
            DMatrix::from_diagonal(&DVector::from_fn(prior.len(), |k, _| 1.0 / variance(k)));
        let mut pull = DVector::zeros(prior.len());
        for (column, root) in running
            .iter()
            .enumerate()
            .filter(|(_, root)| !root.is_nan())
        {
            let loading = self.loadings.row(column).transpose();
            let error = root - loading.dot(prior);
            precision += &loading * loading.transpose() / self.rest;
            pull += loading * (error / self.rest);
        }
        precision
            .cholesky()
            .map_or_else(|| prior.clone(), |factor| prior + factor.solve(&pull))
    }
}
