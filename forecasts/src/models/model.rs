//! What every model can do, and the names of those that exist.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{SeasonalNaive, WeightedProfile};
use crate::grid::{DaySlots, SlotMask, weekday_index};

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

/// One local day's point forecast: contacts offered per slot, `None` where the centre is closed.
pub type DayForecast = Vec<Option<f64>>;

/// A model before it has seen data.
pub trait Model {
    /// Its state after the fit.
    type Fitted: Fitted;

    /// Learns from the history of one planning group.
    ///
    /// # Errors
    /// [`FitError`] when the history is empty or shorter than a week.
    fn fit(&self, history: &DaySlots) -> Result<Self::Fitted, FitError>;
}

/// A model that has seen data.
pub trait Fitted {
    /// Expected contacts per slot for each of the days, which lie after the history. Never negative, never NaN;
    /// `None` where the history shows the slot closed on that weekday.
    fn predict(&self, days: &[NaiveDate]) -> Vec<DayForecast>;
}

/// The models there are, from the simplest to the cleverest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ModelName {
    /// [`SeasonalNaive`]: the baseline.
    SeasonalNaive,
    /// [`WeightedProfile`].
    WeightedProfile,
}

impl ModelName {
    /// Every model, the baseline first.
    pub const ALL: [Self; 2] = [Self::SeasonalNaive, Self::WeightedProfile];

    /// The model any cleverer one has to beat.
    pub const BASELINE: Self = Self::SeasonalNaive;

    /// Fits the model of this name with its default options.
    ///
    /// # Errors
    /// [`FitError`] as [`Model::fit`].
    pub fn fit(self, history: &DaySlots) -> Result<Box<dyn Fitted>, FitError> {
        Ok(match self {
            Self::SeasonalNaive => Box::new(SeasonalNaive.fit(history)?),
            Self::WeightedProfile => Box::new(WeightedProfile::default().fit(history)?),
        })
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SeasonalNaive => "seasonal naive",
            Self::WeightedProfile => "weighted profile",
        })
    }
}

/// A forecast that depends on the weekday alone, as both present models' do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WeekOfSlots([DayForecast; 7]);

impl WeekOfSlots {
    /// Fills each weekday's open slots by `value_of(weekday's cells, slot)`; closed slots stay `None`.
    pub(super) fn new(mut weekday: impl FnMut(usize) -> Vec<f64>, history: &DaySlots) -> Self {
        let mask = SlotMask::from_history(history);
        let mut week: [DayForecast; 7] = Default::default();
        for date in history.first_date().iter_days().take(7) {
            let index = weekday_index(date);
            week[index] = mask
                .on(date)
                .iter()
                .zip(weekday(index))
                .map(|(&open, value)| open.then_some(value))
                .collect();
        }
        Self(week)
    }
}

impl Fitted for WeekOfSlots {
    fn predict(&self, days: &[NaiveDate]) -> Vec<DayForecast> {
        days.iter()
            .map(|&date| self.0[weekday_index(date)].clone())
            .collect()
    }
}

/// The observed part of a history, or why it is too short for any model.
pub(super) fn usable(history: &DaySlots) -> Result<DaySlots, FitError> {
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

/// Observed days of each weekday, newest first.
pub(super) fn by_weekday(history: &DaySlots) -> [Vec<&[Option<f64>]>; 7] {
    let mut days: [Vec<&[Option<f64>]>; 7] = Default::default();
    for (date, day) in history.iter().rev() {
        if day.iter().any(Option::is_some) {
            days[weekday_index(date)].push(day);
        }
    }
    days
}
