//! How good the model in use was on the past.

use crewcast_forecasts::backtest::{BacktestOutcome, ModelScore};

/// The score of the model that forecasts; `None` where the history left nothing to score.
pub(super) fn score_of_chosen(outcome: &BacktestOutcome) -> Option<&ModelScore> {
    match outcome {
        BacktestOutcome::Scored(report) => report
            .models
            .iter()
            .find(|score| score.name == report.chosen),
        BacktestOutcome::TooShort { .. } => None,
    }
}
