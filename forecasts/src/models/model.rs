//! What all models have in common.

use chrono::NaiveDate;

use super::Known;
use crate::grid::DaySlots;

/// Days of history without which no weekday pattern exists: one week.
pub const MINIMUM_HISTORY_DAYS: usize = 7;

/// Why a model could not be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// No cell of the history was observed.
    #[error(
        "no interval of the history has a volume; import interval data for this planning group's queues"
    )]
    NothingObserved,
    /// Less than one week between the first and the last observed day.
    #[error(
        "the history spans {days} days ({first_date} to {last_date}) and a weekday pattern needs {needed}; \
         import {missing} more days"
    )]
    LessThanAWeek {
        /// Days between the first and the last observed day, both counted.
        days: usize,
        /// First observed day.
        first_date: NaiveDate,
        /// Last observed day.
        last_date: NaiveDate,
        /// Days needed.
        needed: usize,
        /// Days short of that.
        missing: usize,
    },
}

/// One local day's point forecast: contacts offered per column of the matrix, NaN where the model holds the centre
/// closed.
pub type DayForecast = Vec<f64>;

/// A model before it has seen data.
pub trait Model {
    /// Its state after the fit.
    type Fitted: Fitted;

    /// Learns from what is known; `None` where that does not suffice for this model.
    fn fit(&self, known: &Known) -> Option<Self::Fitted>;
}

/// A model that has seen data.
pub trait Fitted {
    /// Expected contacts of the next `ahead` days. The first of them may be running: what is known of it is used, and
    /// its known columns are told too, as if they were not. Never negative, never infinite.
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast>;
}

/// The observed part of a history, or why it is too short for any model.
///
/// # Errors
/// [`FitError`] when nothing was observed, or less than a week.
pub fn usable(history: &DaySlots) -> Result<DaySlots, FitError> {
    let history = history.trimmed().ok_or(FitError::NothingObserved)?;
    if history.len() < MINIMUM_HISTORY_DAYS {
        return Err(FitError::LessThanAWeek {
            days: history.len(),
            first_date: history.first_date(),
            last_date: history.end_date().pred_opt().unwrap_or(NaiveDate::MIN),
            needed: MINIMUM_HISTORY_DAYS,
            missing: MINIMUM_HISTORY_DAYS - history.len(),
        });
    }
    Ok(history)
}
