//! The interval grid: local calendar days × slots of the day.
//!
//! The service maps UTC instants to local cells and back; this module never sees a time zone. A local time
//! that a clock change skips is a cell nobody could observe (`None`); one that occurs twice is one cell whose
//! counts the service averages, because a count is the pace of one interval.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How far back a slot must have been seen for its weekday to count as open: eight weeks.
///
/// Long enough that a few public holidays do not close a weekday, short enough that a weekday the centre gave
/// up disappears from the forecast within two months.
pub const OPENING_WINDOW_DAYS: usize = 56;

const MINUTES_PER_DAY: u16 = 1_440;

/// No interval holds a billion contacts and no contact lasts a billion seconds (30 years); below it sums of
/// years of cells stay exact enough.
const LARGEST_CELL: f64 = 1e9;

/// What a grid refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GridError {
    /// The interval is none of the lengths a business unit may have.
    #[error("an interval of {interval_minutes} minutes is not supported; use 5, 10, 15, 30 or 60")]
    NotAnInterval {
        /// The length asked for.
        interval_minutes: u16,
    },
    /// A day has the wrong number of cells.
    #[error(
        "{date} has {found} slots where the grid has {expected}; give every day one cell a slot"
    )]
    RaggedDay {
        /// The day with the wrong length.
        date: NaiveDate,
        /// Cells found.
        found: usize,
        /// Cells a day must have.
        expected: usize,
    },
    /// A cell is negative, NaN, infinite or above a billion.
    #[error(
        "{date}, slot {slot}: {value} is no count or duration; leave the cell empty if it was not observed"
    )]
    NotAQuantity {
        /// The cell's day.
        date: NaiveDate,
        /// The cell's slot, from 0.
        slot: usize,
        /// The value refused.
        value: f64,
    },
    /// The last date lies past the end of the calendar.
    #[error("{days} days from {first_date} run past the calendar's end; give fewer days")]
    PastTheCalendar {
        /// First day of the grid.
        first_date: NaiveDate,
        /// Number of days given.
        days: usize,
    },
}

/// Slots of one local day: 1,440 divided by the interval's minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct SlotsPerDay(u16);

impl SlotsPerDay {
    /// The grid of a business unit with this interval length.
    ///
    /// # Errors
    /// [`GridError::NotAnInterval`] unless the length is 5, 10, 15, 30 or 60 minutes.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::grid::SlotsPerDay;
    /// assert_eq!(SlotsPerDay::of_interval_minutes(15).unwrap().get(), 96);
    /// assert!(SlotsPerDay::of_interval_minutes(7).is_err());
    /// ```
    pub fn of_interval_minutes(interval_minutes: u16) -> Result<Self, GridError> {
        match interval_minutes {
            5 | 10 | 15 | 30 | 60 => Ok(Self(MINUTES_PER_DAY / interval_minutes)),
            _ => Err(GridError::NotAnInterval { interval_minutes }),
        }
    }

    /// Number of slots in a day.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// Length of one slot in minutes.
    #[must_use]
    pub fn interval_minutes(self) -> u16 {
        MINUTES_PER_DAY / self.0
    }
}

impl TryFrom<u16> for SlotsPerDay {
    type Error = GridError;

    fn try_from(slots: u16) -> Result<Self, GridError> {
        let interval_minutes = MINUTES_PER_DAY.checked_div(slots).unwrap_or(0);
        let grid = Self::of_interval_minutes(interval_minutes)?;
        if grid.0 == slots {
            Ok(grid)
        } else {
            Err(GridError::NotAnInterval { interval_minutes })
        }
    }
}

impl From<SlotsPerDay> for u16 {
    fn from(slots: SlotsPerDay) -> Self {
        slots.0
    }
}

impl fmt::Display for SlotsPerDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} slots of {} minutes", self.0, self.interval_minutes())
    }
}

/// Consecutive local calendar days × slots. A cell is `None` where nothing was observed: closed, before the
/// history starts, lost, or a local time that did not exist that day. An observed zero is `Some(0.0)`.
#[derive(Clone, Debug, PartialEq)]
pub struct DaySlots {
    first_date: NaiveDate,
    slots_per_day: SlotsPerDay,
    days: Vec<Vec<Option<f64>>>,
}

impl DaySlots {
    /// A grid whose first row is `first_date` and whose rows follow day by day.
    ///
    /// # Errors
    /// [`GridError::RaggedDay`] when a row has the wrong length, [`GridError::NotAQuantity`] when a cell is
    /// negative, NaN, infinite or above 10⁹, [`GridError::PastTheCalendar`] when the last date cannot be written.
    pub fn new(
        first_date: NaiveDate,
        slots_per_day: SlotsPerDay,
        days: Vec<Vec<Option<f64>>>,
    ) -> Result<Self, GridError> {
        let past = GridError::PastTheCalendar {
            first_date,
            days: days.len(),
        };
        if first_date
            .checked_add_days(Days::new(days.len() as u64))
            .is_none()
        {
            return Err(past);
        }
        for (date, day) in first_date.iter_days().zip(&days) {
            if day.len() != slots_per_day.get() {
                return Err(GridError::RaggedDay {
                    date,
                    found: day.len(),
                    expected: slots_per_day.get(),
                });
            }
            let refused = |value: &f64| !(0.0..=LARGEST_CELL).contains(value);
            if let Some((slot, value)) = day
                .iter()
                .enumerate()
                .find_map(|(s, c)| c.filter(refused).map(|v| (s, v)))
            {
                return Err(GridError::NotAQuantity { date, slot, value });
            }
        }
        Ok(Self {
            first_date,
            slots_per_day,
            days,
        })
    }

    /// The first day.
    #[must_use]
    pub fn first_date(&self) -> NaiveDate {
        self.first_date
    }

    /// The day after the last: the earliest day a forecast from this history may speak about.
    #[must_use]
    pub fn end_date(&self) -> NaiveDate {
        self.first_date
            .checked_add_days(Days::new(self.days.len() as u64))
            .unwrap_or(NaiveDate::MAX)
    }

    /// Slots of a day.
    #[must_use]
    pub fn slots_per_day(&self) -> SlotsPerDay {
        self.slots_per_day
    }

    /// Number of calendar days, observed or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no day at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The cells of a day, or `None` outside the grid.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Option<&[Option<f64>]> {
        let index = usize::try_from(date.signed_duration_since(self.first_date).num_days()).ok()?;
        self.days.get(index).map(Vec::as_slice)
    }

    /// A cell's value, or `None` where it was not observed or lies outside the grid.
    #[must_use]
    pub fn cell(&self, date: NaiveDate, slot: usize) -> Option<f64> {
        self.day(date)?.get(slot).copied().flatten()
    }

    /// Days with their cells, in order.
    pub fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = (NaiveDate, &[Option<f64>])> + ExactSizeIterator {
        let first = self.first_date;
        self.days.iter().enumerate().map(move |(i, day)| {
            (
                first
                    .checked_add_days(Days::new(i as u64))
                    .unwrap_or(NaiveDate::MAX),
                day.as_slice(),
            )
        })
    }

    /// What was known on the morning of `date`: the days before it.
    #[must_use]
    pub fn before(&self, date: NaiveDate) -> Self {
        let kept = usize::try_from(date.signed_duration_since(self.first_date).num_days())
            .unwrap_or(0)
            .min(self.days.len());
        Self {
            first_date: self.first_date,
            slots_per_day: self.slots_per_day,
            days: self.days[..kept].to_vec(),
        }
    }

    /// The days from `date` on.
    #[must_use]
    pub fn from(&self, date: NaiveDate) -> Self {
        let left_out = self.before(date).len();
        Self {
            first_date: self.first_date.max(date),
            slots_per_day: self.slots_per_day,
            days: self.days[left_out..].to_vec(),
        }
    }

    /// The grid without unobserved days at either end, so that an import padded with empty days is no longer
    /// history than what it holds. `None` when nothing was observed.
    #[must_use]
    pub fn trimmed(&self) -> Option<Self> {
        let observed = |day: &Vec<Option<f64>>| day.iter().any(Option::is_some);
        let first = self.days.iter().position(observed)?;
        let last = self.days.iter().rposition(observed)?;
        Some(Self {
            first_date: self.first_date.checked_add_days(Days::new(first as u64))?,
            slots_per_day: self.slots_per_day,
            days: self.days[first..=last].to_vec(),
        })
    }
}

/// Which slots of each weekday the centre takes contacts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotMask {
    open: [Vec<bool>; 7],
}

impl SlotMask {
    /// Opening hours as the history shows them: a weekday's slot is open if it was observed at least once in
    /// the last [`OPENING_WINDOW_DAYS`] days of the history (counted from its last observed day), and closed
    /// otherwise. An observed zero is open: nobody called, though they could have.
    #[must_use]
    pub fn from_history(history: &DaySlots) -> Self {
        let mut open: [Vec<bool>; 7] =
            std::array::from_fn(|_| vec![false; history.slots_per_day.get()]);
        if let Some(history) = history.trimmed() {
            for (date, day) in history.iter().rev().take(OPENING_WINDOW_DAYS) {
                for (is_open, cell) in open[weekday_index(date)].iter_mut().zip(day) {
                    *is_open |= cell.is_some();
                }
            }
        }
        Self { open }
    }

    /// The slots of the weekday `date` falls on.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> &[bool] {
        &self.open[weekday_index(date)]
    }
}

/// Monday 0 to Sunday 6.
pub(crate) fn weekday_index(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hourly() -> SlotsPerDay {
        SlotsPerDay::of_interval_minutes(60).unwrap()
    }

    fn monday() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
    }

    fn day(from: usize, to: usize, value: f64) -> Vec<Option<f64>> {
        (0..24)
            .map(|slot| (from..to).contains(&slot).then_some(value))
            .collect()
    }

    #[test]
    fn a_negative_or_infinite_cell_is_refused_with_its_place() {
        for value in [-1.0, f64::NAN, f64::INFINITY, 2e9] {
            let mut cells = day(0, 24, 1.0);
            cells[3] = Some(value);
            let error =
                DaySlots::new(monday(), hourly(), vec![day(0, 24, 1.0), cells]).unwrap_err();
            assert!(
                matches!(error, GridError::NotAQuantity { date, slot: 3, .. } if date == monday().succ_opt().unwrap())
            );
        }
    }

    #[test]
    fn a_day_with_too_few_slots_is_refused() {
        let error = DaySlots::new(monday(), hourly(), vec![vec![Some(1.0); 23]]).unwrap_err();
        assert_eq!(
            error,
            GridError::RaggedDay {
                date: monday(),
                found: 23,
                expected: 24
            }
        );
    }

    #[test]
    fn a_slot_never_observed_on_its_weekday_is_closed_and_an_observed_zero_is_open() {
        let mut days = vec![vec![None; 24]; 14];
        days[0] = day(8, 18, 0.0);
        days[8] = day(9, 17, 5.0);
        let mask = SlotMask::from_history(&DaySlots::new(monday(), hourly(), days).unwrap());
        let tuesday = monday().succ_opt().unwrap();
        assert!(mask.on(monday())[8] && !mask.on(monday())[7]);
        assert!(mask.on(tuesday)[9] && !mask.on(tuesday)[8]);
        assert!(
            mask.on(monday().pred_opt().unwrap())
                .iter()
                .all(|open| !open)
        );
    }

    #[test]
    fn a_weekday_given_up_two_months_ago_is_closed() {
        let mut days: Vec<_> = (0..70).map(|_| day(8, 18, 5.0)).collect();
        for week in 1..10 {
            days[week * 7] = vec![None; 24];
        }
        let mask = SlotMask::from_history(&DaySlots::new(monday(), hourly(), days).unwrap());
        assert!(!mask.on(monday())[10]);
        assert!(mask.on(monday().succ_opt().unwrap())[10]);
    }

    #[test]
    fn before_keeps_only_what_was_known_that_morning() {
        let history = DaySlots::new(
            monday(),
            hourly(),
            (0..10).map(|d| day(0, 24, f64::from(d))).collect(),
        )
        .unwrap();
        let known = history.before(monday() + Days::new(3));
        assert_eq!(
            (known.len(), known.end_date()),
            (3, monday() + Days::new(3))
        );
        assert!(history.before(monday()).is_empty());
        assert_eq!(history.before(monday() + Days::new(99)), history);
    }

    #[test]
    fn a_grid_has_a_whole_number_of_slots_a_day() {
        assert_eq!(SlotsPerDay::try_from(288).unwrap().interval_minutes(), 5);
        for slots in [0, 1, 95, 97, 1_440] {
            assert!(SlotsPerDay::try_from(slots).is_err(), "{slots}");
        }
    }
}
