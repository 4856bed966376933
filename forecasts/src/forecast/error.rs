//! Why there is no forecast.

use chrono::NaiveDate;

use crate::aht::AhtError;
use crate::grid::SlotsPerDay;
use crate::models::FitError;

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// No day was asked for.
    #[error("no day to forecast was given; name at least one date")]
    NoTargetDays,
    /// A day asked for is part of the history, where an honest forecast knows nothing.
    #[error(
        "{date} lies inside the history, which ends before {end_date}; cut the history at the first day to forecast"
    )]
    TargetInHistory {
        /// The day asked for.
        date: NaiveDate,
        /// First day after the history.
        end_date: NaiveDate,
    },
    /// A day asked for lies further away than anything can be said about.
    #[error(
        "{date} lies {days} days after the history, which ends before {end_date}; forecast at most {most} days ahead"
    )]
    TooFarAhead {
        /// The day asked for.
        date: NaiveDate,
        /// First day after the history.
        end_date: NaiveDate,
        /// Days between them.
        days: usize,
        /// Days that can be told ahead.
        most: usize,
    },
    /// The running day is not the one after the history, or nothing of it has come.
    #[error(
        "of {date} nothing has been observed before slot {known_slots}; forecast the whole day, or import its first intervals"
    )]
    NothingOfTheDay {
        /// The day.
        date: NaiveDate,
        /// Slots said to be known.
        known_slots: usize,
    },
    /// Volumes and handle times have different interval lengths.
    #[error(
        "volumes come in {volume} and handle times in {aht}; bring both to the business unit's interval"
    )]
    DifferentGrids {
        /// Grid of the volumes.
        volume: SlotsPerDay,
        /// Grid of the handle times.
        aht: SlotsPerDay,
    },
    /// The volumes do not suffice.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The handle times do not suffice.
    #[error(transparent)]
    Aht(#[from] AhtError),
}
