//! How much each model counts in the combination.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::replay::Replay;
use crate::models::{DayForecast, ModelName, root};

/// Shares of the models, summing to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weights(Vec<(ModelName, f64)>);

/// Days of errors that move the weights half the way from their start to what fits best.
const DAYS_FOR_HALF: f64 = 40.0;

/// How sharply the start prefers small errors: weights fall with the fourth power of the root-mean-square error.
const PREFERENCE: i32 = 2;

/// Steps of the projected gradient; the programs have fewer than ten unknowns.
const STEPS: usize = 400;

impl Weights {
    /// Weights that make the squared error of the combination's roots small, held near weights that fall with each
    /// model's own error: few days say little about how models go together (Bates & Granger 1969; Diebold & Pauly
    /// 1990 for the shrinkage). Never negative.
    pub(super) fn of<'a>(replays: impl Iterator<Item = &'a Replay> + Clone) -> Self {
        let names = names_in_all(replays.clone());
        let count = names.len();
        if count == 0 {
            return Self(Vec::new());
        }
        let mut products = DMatrix::zeros(count, count);
        let (mut cells, mut days) = (0.0, 0.0);
        for replay in replays {
            let forecasts: Vec<&[DayForecast]> =
                names.iter().filter_map(|&n| replay.of(n)).collect();
            for (day, came) in replay.observed.iter().enumerate() {
                days += 1.0;
                for (column, &observed) in came.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                    let error = |model: usize| {
                        let told = forecasts[model][day][column];
                        root(observed) - root(if told.is_nan() { 0.0 } else { told })
                    };
                    let errors = DVector::from_fn(count, |model, _| error(model));
                    products.ger(1.0, &errors, &errors, 1.0);
                    cells += 1.0;
                }
            }
        }
        products /= f64::max(cells, 1.0);
        let start = start(&products);
        let pull = products.diagonal().mean() * DAYS_FOR_HALF / (days + DAYS_FOR_HALF);
        let weights = minimise(&products, &start, pull);
        Self(names.into_iter().zip(weights.iter().copied()).collect())
    }

    /// The shares, the baseline first.
    pub fn iter(&self) -> impl Iterator<Item = (ModelName, f64)> + '_ {
        self.0.iter().copied()
    }

    /// The weighted mean of the models' days; a model that holds an interval closed leaves it to the others, and on
    /// days marked special those that know no calendar do, unless there is no other. Where none of those asked has a
    /// weight they count alike. `None` without models.
    #[must_use]
    pub fn combine(
        &self,
        forecasts: &[(ModelName, Vec<DayForecast>)],
        special: &[bool],
    ) -> Option<Vec<DayForecast>> {
        let parts: Vec<(ModelName, f64, &Vec<DayForecast>)> = self
            .iter()
            .filter_map(|(name, weight)| {
                let found = forecasts.iter().find(|(own, _)| *own == name);
                found.map(|(_, days)| (name, weight, days))
            })
            .collect();
        let width = parts.first()?.2.first().map_or(0, Vec::len);
        let some_know = parts.iter().any(|(name, ..)| name.knows_the_calendar());
        let cell = |day: usize, column: usize| {
            let told: Vec<(f64, f64)> = parts
                .iter()
                .filter(|(name, ..)| !(special[day] && some_know) || name.knows_the_calendar())
                .map(|(_, weight, days)| (*weight, days[day][column]))
                .filter(|(_, value)| !value.is_nan())
                .collect();
            let sum = |weigh: fn(f64) -> f64| {
                told.iter()
                    .fold((0.0, 0.0), |(sum, total), (weight, value)| {
                        (sum + weigh(*weight) * value, total + weigh(*weight))
                    })
            };
            let (weighted, total) = sum(|weight| weight);
            if total > 0.0 {
                weighted / total
            } else {
                let (alike, count) = sum(|_| 1.0);
                alike / count
            }
        };
        Some(
            (0..special.len())
                .map(|day| (0..width).map(|column| cell(day, column)).collect())
                .collect(),
        )
    }
}

fn names_in_all<'a>(mut replays: impl Iterator<Item = &'a Replay>) -> Vec<ModelName> {
    let Some(first) = replays.next() else {
        return Vec::new();
    };
    let mut names: Vec<ModelName> = first.forecasts.iter().map(|(name, _)| *name).collect();
    for replay in replays {
        names.retain(|&name| replay.of(name).is_some());
    }
    names
}

/// Shares that fall with each model's own mean squared error.
fn start(products: &DMatrix<f64>) -> DVector<f64> {
    let least = products.diagonal().min().max(1e-12);
    let shares = products
        .diagonal()
        .map(|error| (least / error.max(1e-12)).powi(PREFERENCE));
    let total = shares.sum();
    shares / total
}

/// Least w'Pw + pull·|w − start|² over shares, by projected gradient.
fn minimise(products: &DMatrix<f64>, start: &DVector<f64>, pull: f64) -> DVector<f64> {
    let steepest = products.trace() + pull;
    let mut weights = start.clone();
    if steepest <= 0.0 {
        return weights;
    }
    for _ in 0..STEPS {
        let gradient = products * &weights + (&weights - start) * pull;
        weights = onto_shares(weights - gradient / steepest);
    }
    weights
}

/// The nearest shares: not negative, summing to 1 (Held, Wolfe & Crowder 1974).
fn onto_shares(weights: DVector<f64>) -> DVector<f64> {
    let mut sorted: Vec<f64> = weights.iter().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut sum = 0.0;
    let mut cut = 0.0;
    for (index, value) in sorted.iter().enumerate() {
        sum += value;
        let tried = (sum - 1.0) / (index + 1) as f64;
        if *value > tried {
            cut = tried;
        }
    }
    weights.map(|weight| (weight - cut).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_not_negative_and_sum_to_one() {
        let shares = onto_shares(DVector::from_vec(vec![0.9, 0.4, -2.0]));
        assert!((shares.sum() - 1.0).abs() < 1e-12);
        assert_eq!(shares[2], 0.0);
        assert!((shares[0] - shares[1] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn two_models_whose_errors_are_independent_count_alike_and_a_bad_one_hardly() {
        let products = DMatrix::from_diagonal(&DVector::from_vec(vec![1.0, 1.0, 25.0]));
        let weights = minimise(&products, &start(&products), 0.1);
        assert!(
            (weights[0] - weights[1]).abs() < 1e-9 && weights[2] < 0.05,
            "{weights}"
        );
    }
}
