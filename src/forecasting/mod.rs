//! Forecasting: from the history of a planning group's queues to its volume and handle times in weeks to come.
//!
//! The models are [`crewcast_forecasts`]; here local days meet UTC intervals, planning groups meet their queues, and
//! forecasts are kept with the record of how they were made.

mod export;
mod forecasts;
mod generate;
mod history_findings;
mod input_hash;
mod local_days;
mod request;
pub mod routes;
mod run;
mod store;
#[cfg(test)]
pub(crate) mod test_centre;
#[cfg(test)]
mod tests;

pub use export::export_forecast;
pub use forecasts::{
    Forecast, ForecastMessage, GroupForecast, GroupGeneration, GroupGenerationResult, SourceDays,
    Weeks, delete_forecast, find_forecast, find_forecast_of_week, forecast_data,
    generation_results, list_forecasts, parse_week_date,
};
pub use history_findings::{
    FindingRange, GroupHistory, HistoryDay, HistoryFindings, ListedDecision, ListedFinding,
    ListedRepair, NewFindingDecision, decide_finding, group_history, list_history_findings,
    withdraw_finding_decision,
};
pub use request::{DEFAULT_HISTORY_WEEKS, GenerateForecast, submit_forecast};
pub use run::{generate_forecast, run};

/// The kind of runs make forecasts.
pub const RUN_KIND: &str = "forecast";
