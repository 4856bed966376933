//! Performance: one cube of KPIs over everything above it, in service, heads and money.
//!
//! Every KPI is one definition ([`kpi_definitions`]): a quotient of additive quantities, or a sum of one. A query
//! ([`query_performance`]) adds facts up by time and dimensions and answers every figure with what it was divided from, so
//! that figures of a whole are those of its parts' sums and never averages of averages. Nothing is derived beforehand: facts
//! are read from history, schedules, states and outcomes as they are now.
//!
//! What things cost says [`crate::cost_rates`]; scorecards hold KPIs against targets ([`scorecard_results`]); a
//! loss statement holds a habit of staffing against a proposal ([`state_loss`]). Tables leave as CSV, XLSX or Parquet
//! ([`export_performance`]).

mod component;
mod cube;
mod dimension;
mod evaluate;
mod export;
mod facts;
mod ground;
mod kpi;
mod loss;
mod query;
mod request;
pub mod routes;
mod scorecard;
mod scorecard_figures;
mod scorecard_lines;
mod scorecard_results;
mod store;
mod time_buckets;
mod unit_ground;

pub use component::Source;
pub use dimension::Dimension;
pub use export::{ExportFormat, export_performance};
pub use kpi::{Aggregation, KpiDefinition, Unit, find_kpi_definition, kpi_definitions};
pub use loss::{
    GroupLoss, Loss, LossDemand, LossFormula, LossHabit, LossProposal, LossStatement,
    LossStatementQuery, state_loss,
};
pub use query::{MetricFigure, PerformanceAnswer, PerformanceRow, query_performance};
pub use request::{DAYS_A_QUERY, PerformanceQuery};
pub use scorecard::{
    Direction, NewScorecard, Scorecard, ScorecardEntry, ScorecardPeriod, ScorecardQuery,
    create_scorecard, delete_scorecard, find_scorecard, list_scorecards, replace_scorecard,
};
pub use scorecard_results::{
    EntryResult, EntryStatus, ScorecardResults, Trend, export_scorecard, scorecard_results,
};
pub use time_buckets::TimeGranularity;
