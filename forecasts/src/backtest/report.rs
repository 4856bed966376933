//! What a backtest says, in a form to store and to show.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::weights::Weights;
use crate::models::ModelName;

/// Scored, or why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "outcome",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum BacktestOutcome {
    /// At least one fold could be scored.
    Scored(Box<BacktestReport>),
    /// The history leaves no fold to score: the model is the default one, the bands are assumed and wide.
    TooShort {
        /// Days between the first and the last observed day.
        history_days: usize,
        /// How many of them were observed.
        observed_days: usize,
        /// Days a backtest needs.
        needed_days: usize,
    },
}

/// The models replayed on the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BacktestReport {
    /// Days each fold forecasts; shorter than the horizon asked for where the history is short.
    pub horizon_days: usize,
    /// Slots of the first day that were known: 0 for forecasts made in the morning.
    pub known_slots: usize,
    /// The moments replayed, oldest first.
    pub folds: Vec<Fold>,
    /// Every model's score on the same folds, the baseline first.
    pub models: Vec<ModelScore>,
    /// The model used: the combination unless a single one was clearly better; the baseline where none is.
    pub chosen: ModelName,
    /// What the others had to beat.
    pub baseline: ModelName,
    /// Share of the baseline's WAPE the chosen model avoids: 0.2 is a fifth less error, 0 where the baseline itself
    /// won. `None` where the baseline made no error or no contact came.
    pub improvement_over_baseline: Option<f64>,
    /// Shares of the models in the combination.
    pub weights: Weights,
    /// The WAPE that Poisson noise alone leaves to a perfect forecast; `None` where nothing was expected.
    pub poisson_floor: Option<f64>,
    /// The days whose sums were furthest off, the largest error first.
    pub largest_errors: Vec<LargeError>,
    /// How the last week of the history would have been told; `None` where nothing of it was.
    pub last_week: Option<LastWeek>,
}

/// How good the model used was on the last seven days of the history, told by the last replay that told each day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastWeek {
    /// The first day.
    pub first_date: NaiveDate,
    /// The last day.
    pub last_date: NaiveDate,
    /// Of single intervals.
    pub interval: Accuracy,
    /// Of whole days' sums.
    pub day: Accuracy,
    /// Of the week's sum.
    pub week: Accuracy,
    /// Share of intervals inside P10…P90 of the forecast's own spread.
    pub coverage_80: Option<f64>,
}

/// Errors of one grain of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accuracy {
    /// Σ|y − f| ÷ Σy; `None` where no contact came.
    pub wape: Option<f64>,
    /// Σ(f − y) ÷ Σy.
    pub bias: Option<f64>,
}

/// A day whose sum was far off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LargeError {
    /// The day.
    pub date: NaiveDate,
    /// Contacts told.
    pub forecast: f64,
    /// Contacts that came.
    pub observed: f64,
    /// What made the day special, where the calendar tells; `None` for an ordinary day.
    pub cause: Option<String>,
}

impl LargeError {
    /// Contacts it was off by.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.forecast - self.observed).abs()
    }
}

/// One morning in the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fold {
    /// First day forecast; the models saw the days before it.
    pub origin: NaiveDate,
    /// Last day forecast.
    pub last_date: NaiveDate,
    /// Days the models saw, observed or not.
    pub training_days: usize,
    /// Intervals scored.
    pub intervals: usize,
}

/// A model's score over all folds' intervals together. An interval the model held closed counts as forecast 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelScore {
    /// The model.
    pub name: ModelName,
    /// Weighted absolute percentage error, Σ|y − f| ÷ Σy; `None` where no contact came.
    pub wape: Option<f64>,
    /// The same on the sums of whole days.
    pub day_wape: Option<f64>,
    /// The same on holidays, the days beside them and make-up workdays; `None` where there were none.
    pub special_day_wape: Option<f64>,
    /// Σ(f − y) ÷ Σy: above 0 the model forecast too much. `None` where no contact came.
    pub bias: Option<f64>,
    /// Mean over the 10 %, 50 % and 90 % quantiles of twice the quantile loss ÷ Σy; judged like `coverage_80`.
    pub quantile_loss: Option<f64>,
    /// Share of intervals inside P10…P90, each fold's bands calibrated on errors known on its morning alone.
    /// `None` where no fold had enough errors before it.
    pub coverage_80: Option<f64>,
    /// Intervals behind `coverage_80`.
    pub coverage_intervals: usize,
    /// Intervals behind `wape` and `bias`.
    pub intervals: usize,
    /// WAPE of each fold.
    pub fold_wapes: Vec<Option<f64>>,
}
