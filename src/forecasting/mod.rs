//! Forecasting: from the history of a planning group's queues to its volume and handle times in weeks to come.
//!
//! The models are [`crewcast_forecasts`]; here local days meet UTC intervals, planning groups meet their queues, and
//! forecasts are kept with the record of how they were made. What a planner changes is kept apart from what the models
//! said; [`forecast_data`] lays it over, and everything downstream reads that.

mod accuracy;
mod agreement;
pub mod backtests;
mod borrowed;
mod compare;
mod copy;
mod cores;
mod data;
mod export;
mod forecasts;
mod generate;
mod group_forecast;
mod handle_time_mix;
mod history_findings;
mod input_hash;
mod local_days;
mod modifications;
mod outlook;
mod past;
mod queues;
mod reconciliation;
mod reforecast;
mod request;
pub mod routes;
mod run;
mod store;
mod tell;
#[cfg(test)]
pub(crate) mod test_centre;
#[cfg(test)]
mod tests;
mod totals;

pub use agreement::{GroupReconciliation, TotalReconciliation};
pub use compare::{
    Beside, ComparedSeries, DayDifference, ForecastComparison, GroupComparison, compare_forecasts,
};
pub use copy::copy_forecast;
pub use data::{GroupNumbers, forecast_data, forecast_numbers};
pub use export::export_forecast;
pub use forecasts::{
    Forecast, ForecastMessage, GroupForecast, GroupGeneration, GroupGenerationResult, SourceDays,
    Weeks, delete_forecast, find_forecast, find_forecast_of_week, generation_results,
    list_forecasts, parse_week_date, path_spreads, statistical_data,
};
pub use handle_time_mix::{HandleTimeMix, HandleTimeMixChange};
pub use history_findings::{
    FindingRange, GroupHistory, HistoryDay, HistoryFindings, ListedDecision, ListedFinding,
    ListedRepair, NewFindingDecision, decide_finding, group_history, list_history_findings,
    withdraw_finding_decision,
};
pub use modifications::{
    CarriedFrom, ForecastEvaluation, ForecastModification, ModificationEvaluation,
    ModificationValue, NewModification, add_modification, delete_modification, enable_modification,
    evaluate_modifications, find_modification, list_modifications,
};
pub use outlook::{DailyOutlook, OutlookDay, OutlookSum, daily_outlook};
pub use queues::{QueueGeneration, QueueNumbers, queue_numbers};
pub use reforecast::{
    GroupReforecast, HandleTimeOfDay, NotReforecast, Reforecast, ReforecastInterval, RestOfDay,
    reforecast_day,
};
pub use request::{DEFAULT_HISTORY_WEEKS, GenerateForecast, check_forecast_size, submit_forecast};
pub use run::{generate_forecast, run};
pub use totals::{
    DayTotal, ForecastTotals, GroupTotals, PeriodSum, QueueTotals, SeriesTotals, forecast_totals,
};

/// The kind of runs make forecasts.
pub const RUN_KIND: &str = "forecast";
