//! Rolling-origin backtests: the models replayed on the past, weighed against each other, and measured.

#[cfg(test)]
mod backtest_tests;
mod horizon;
mod poisson_floor;
mod replay;
mod report;
mod run;
mod score;
mod weights;

pub use horizon::{Horizon, MINIMUM_BACKTEST_DAYS};
pub use poisson_floor::poisson_floor;
pub use report::{BacktestOutcome, BacktestReport, Fold, LargeError, ModelScore};
pub use run::{Backtest, backtest};
pub use weights::Weights;
