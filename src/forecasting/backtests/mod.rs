//! The forecasting pipeline on files, without a database: what a forecast made at moments of the past would have said.

mod files;
mod fold;
mod summary;

pub use files::{read_calendar, read_folds, read_history, write_forecasts};
pub use fold::{Fold, FoldForecast, replay_folds};
pub use summary::{HorizonSummary, summarise};
