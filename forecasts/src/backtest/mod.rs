//! How good a forecast would have been: the models replayed on the past, scored, and the best one chosen.
//!
//! A fold is a morning in the past: the models see only the days before it and forecast the horizon after it.
//! Their errors choose the model and give the bands their width; bands are judged only on folds whose errors
//! they were not calibrated on.

mod bands;
mod report;
mod rolling_origin;

pub use bands::{BandSource, Bands, Miss, Quantiles};
pub use report::{BacktestOutcome, BacktestReport, Fold, ModelScore};
pub use rolling_origin::{Backtest, MAXIMUM_FOLDS, MINIMUM_BACKTEST_DAYS, backtest};
