//! Handle times as they were observed.

use chrono::NaiveDate;

use super::AhtError;
use crate::grid::{DaySlots, SlotsPerDay, weekday_index};

/// Handle times beside the handled contacts they are means of: the same days, the same grid.
#[derive(Clone, Debug, PartialEq)]
pub struct AhtHistory {
    aht_seconds: DaySlots,
    handled: DaySlots,
}

impl AhtHistory {
    /// Pairs mean handle times (seconds) with the number of contacts behind each.
    ///
    /// # Errors
    /// [`AhtError::Misaligned`] when first day, number of days or slots of a day differ.
    pub fn new(aht_seconds: DaySlots, handled: DaySlots) -> Result<Self, AhtError> {
        let shape = |grid: &DaySlots| (grid.first_date(), grid.len(), grid.slots_per_day());
        if shape(&aht_seconds) != shape(&handled) {
            return Err(AhtError::Misaligned {
                aht_first_date: aht_seconds.first_date(),
                aht_days: aht_seconds.len(),
                handled_first_date: handled.first_date(),
                handled_days: handled.len(),
            });
        }
        Ok(Self {
            aht_seconds,
            handled,
        })
    }

    /// The first day.
    #[must_use]
    pub fn first_date(&self) -> NaiveDate {
        self.aht_seconds.first_date()
    }

    /// Slots of a day.
    #[must_use]
    pub fn slots_per_day(&self) -> SlotsPerDay {
        self.aht_seconds.slots_per_day()
    }

    /// Mean handle times, seconds.
    #[must_use]
    pub fn aht_seconds(&self) -> &DaySlots {
        &self.aht_seconds
    }

    /// The contacts behind each mean.
    #[must_use]
    pub fn handled(&self) -> &DaySlots {
        &self.handled
    }

    /// What was known on the morning of `date`.
    #[must_use]
    pub fn before(&self, date: NaiveDate) -> Self {
        Self {
            aht_seconds: self.aht_seconds.before(date),
            handled: self.handled.before(date),
        }
    }

    /// Interval means with their weights. Intervals without a handled contact say nothing, nor does a mean of
    /// 0 seconds: nobody handles a contact in no time, it is how some exports write "unknown".
    pub(super) fn observations(&self) -> Vec<Observation> {
        let days = self.aht_seconds.iter().zip(self.handled.iter());
        days.enumerate()
            .flat_map(|(day, ((date, seconds), (_, handled)))| {
                let cells = seconds.iter().zip(handled).enumerate();
                cells.filter_map(move |(slot, (seconds, handled))| {
                    let (seconds, handled) = ((*seconds)?, (*handled)?);
                    (handled > 0.0 && seconds > 0.0).then_some(Observation {
                        day,
                        weekday: weekday_index(date),
                        slot,
                        seconds,
                        handled,
                    })
                })
            })
            .collect()
    }
}

/// The mean of one interval and the contacts behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation {
    /// Days since the history's first.
    pub day: usize,
    pub weekday: usize,
    pub slot: usize,
    pub seconds: f64,
    pub handled: f64,
}
