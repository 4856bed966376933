//! Rolling-origin backtests: the models replayed on the past, weighed against each other, and measured.

#[cfg(test)]
mod backtest_tests;
mod horizon;
mod poisson_floor;
mod replay;
mod report;
mod run;
mod score;
mod told;
mod weights;

pub use horizon::{Horizon, MINIMUM_BACKTEST_DAYS};
pub use poisson_floor::poisson_floor;
pub use report::{
    Accuracy, BacktestOutcome, BacktestReport, Fold, LargeError, LastWeek, ModelScore,
};
pub use run::{Backtest, backtest};
pub use weights::Weights;
