//! Replay, weigh, choose, measure.

use super::horizon::{Horizon, MINIMUM_BACKTEST_DAYS};
use super::poisson_floor::poisson_floor;
use super::replay::{Replay, replays};
use super::report::{BacktestOutcome, BacktestReport, Fold, ModelScore};
use super::score::{absolute_error, score};
use super::told::{ToldDay, largest_errors, last_week, told_days};
use super::weights::Weights;
use crate::calendar::Calendar;
use crate::matrix::DayMatrix;
use crate::models::{DayForecast, ModelName, Tuned};
use crate::spread::{ForecastDay, Spread};

/// What a backtest decides.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The scores, or why there are none.
    pub outcome: BacktestOutcome,
    /// The model to forecast with.
    pub chosen: ModelName,
    /// Shares of the models in the combination.
    pub weights: Weights,
    /// The spread of the chosen model.
    pub spread: Spread,
    /// What the last search found: a start for the forecast's own.
    pub tuned: Option<Tuned>,
}

/// A combination as good as this is preferred to the best single model: it hedges what the past did not show.
const AS_GOOD: f64 = 1.05;

/// Replays every model on the past for this horizon, weighs them against each other, and chooses.
///
/// The combination's own score uses, for each fold, weights found on the other folds. It is chosen unless a single
/// model was clearly better; the baseline where nothing was better than it. Without a fold to score the weighted
/// profile is used with an assumed spread, and the outcome says so.
#[must_use]
pub fn backtest(matrix: &DayMatrix, calendar: &Calendar, horizon: Horizon, seed: u64) -> Backtest {
    let moments = horizon.moments(matrix);
    let scored_days = horizon.scored_days(matrix.days());
    let (replays, tuned) = replays(matrix, calendar, &moments, scored_days, seed);
    if replays.is_empty() {
        return too_short(matrix);
    }
    let weights = Weights::of(replays.iter());
    let mut candidates: Vec<(ModelName, Vec<Vec<DayForecast>>)> = weights
        .iter()
        .map(|(name, _)| {
            let days = |replay: &Replay| replay.of(name).unwrap_or_default().to_vec();
            (name, replays.iter().map(days).collect())
        })
        .collect();
    if replays.len() > 1 {
        candidates.push((ModelName::Combination, cross_fitted(&replays)));
    }
    let scores: Vec<ModelScore> = candidates
        .iter()
        .map(|(name, forecasts)| score(*name, &replays, forecasts))
        .collect();
    let chosen = choose(&candidates, &replays);
    let told: Vec<ToldDay> = candidates
        .iter()
        .filter(|(name, _)| *name == chosen)
        .flat_map(|(_, forecasts)| replays.iter().zip(forecasts))
        .flat_map(|(replay, forecast)| told_days(replay, forecast, matrix))
        .collect();
    let days: Vec<ForecastDay> = told.iter().map(|told| told.day.clone()).collect();
    let spread = Spread::measured(&days);
    let report = BacktestReport {
        horizon_days: scored_days,
        known_slots: horizon.columns(),
        folds: replays.iter().map(|replay| fold(replay, matrix)).collect(),
        improvement_over_baseline: improvement(&scores, chosen),
        models: scores,
        chosen,
        baseline: ModelName::BASELINE,
        weights: weights.clone(),
        poisson_floor: floor(&days),
        largest_errors: largest_errors(&told),
        last_week: last_week(&told, &spread),
    };
    Backtest {
        outcome: BacktestOutcome::Scored(Box::new(report)),
        chosen,
        weights,
        spread,
        tuned,
    }
}

fn too_short(matrix: &DayMatrix) -> Backtest {
    let observed = (0..matrix.days()).filter(|&day| !matrix.is_blank(day));
    Backtest {
        outcome: BacktestOutcome::TooShort {
            history_days: matrix.days(),
            observed_days: observed.count(),
            needed_days: MINIMUM_BACKTEST_DAYS,
        },
        chosen: ModelName::WeightedProfile,
        weights: Weights::of(std::iter::empty()),
        spread: Spread::assumed(),
        tuned: None,
    }
}

/// The combination of each fold, with weights that do not know it.
fn cross_fitted(replays: &[Replay]) -> Vec<Vec<DayForecast>> {
    let fold = |(index, replay): (usize, &Replay)| {
        let others = replays
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != index);
        let weights = Weights::of(others.map(|(_, other)| other));
        weights
            .combine(&replay.forecasts, &replay.special)
            .unwrap_or_default()
    };
    replays.iter().enumerate().map(fold).collect()
}

fn choose(candidates: &[(ModelName, Vec<Vec<DayForecast>>)], replays: &[Replay]) -> ModelName {
    let error = |forecasts: &[Vec<DayForecast>]| -> f64 {
        let folds = replays.iter().zip(forecasts);
        folds
            .map(|(replay, forecast)| absolute_error(&replay.days(forecast)))
            .sum()
    };
    let errors: Vec<(ModelName, f64)> = candidates
        .iter()
        .map(|(name, forecasts)| (*name, error(forecasts)))
        .collect();
    let of = |wanted: ModelName| errors.iter().find(|(name, _)| *name == wanted);
    let baseline = of(ModelName::BASELINE).map_or(f64::INFINITY, |(_, error)| *error);
    let mut best = (ModelName::BASELINE, f64::INFINITY);
    for &(name, error) in &errors {
        // The hedge is worth something against a single model, never against the baseline.
        let as_good = if name == ModelName::Combination && error < baseline {
            error / AS_GOOD
        } else {
            error
        };
        if as_good < best.1 {
            best = (name, as_good);
        }
    }
    best.0
}

fn improvement(scores: &[ModelScore], chosen: ModelName) -> Option<f64> {
    let wape = |name: ModelName| scores.iter().find(|s| s.name == name).and_then(|s| s.wape);
    let baseline = wape(ModelName::BASELINE).filter(|&baseline| baseline > 0.0)?;
    Some(1.0 - wape(chosen)? / baseline)
}

fn fold(replay: &Replay, matrix: &DayMatrix) -> Fold {
    let moment = replay.moment;
    Fold {
        origin: matrix.date(moment.days),
        last_date: matrix.date(moment.days + replay.observed.len() - 1),
        training_days: moment.days,
        intervals: replay
            .observed
            .iter()
            .flatten()
            .filter(|v| !v.is_nan())
            .count(),
    }
}

fn floor(days: &[ForecastDay]) -> Option<f64> {
    let observed = days
        .iter()
        .flat_map(|day| &day.cells)
        .filter(|c| !c.observed.is_nan());
    let told: Vec<f64> = observed
        .map(|c| c.forecast)
        .filter(|f| !f.is_nan())
        .collect();
    poisson_floor(&told)
}
