//! What the handle times refuse.

use chrono::NaiveDate;

/// Why no handle time could be forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AhtError {
    /// No interval has both a handle time and handled contacts, and no default is set.
    #[error(
        "the history has no handled contacts with a handle time; set the planning group's default AHT (aht_seconds)"
    )]
    NoHistory,
    /// The two matrices speak of different days or grids.
    #[error(
        "handle times start on {aht_first_date} with {aht_days} days, handled counts on {handled_first_date} with \
         {handled_days}; give both for the same days and interval length"
    )]
    Misaligned {
        /// First day of the handle times.
        aht_first_date: NaiveDate,
        /// Days of the handle times.
        aht_days: usize,
        /// First day of the handled counts.
        handled_first_date: NaiveDate,
        /// Days of the handled counts.
        handled_days: usize,
    },
    /// The default is no handle time.
    #[error("a default AHT of {seconds} s is no handle time; set aht_seconds to a number above 0")]
    NotAHandleTime {
        /// The value given.
        seconds: f64,
    },
}
