//! A history as the models read it: calendar days × the slots in which the centre ever takes contacts.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use crate::grid::{DaySlots, SlotsPerDay, weekday_index};

/// Consecutive calendar days × the window of slots that were ever observed, NaN where nothing was observed.
///
/// The last row may be a day that is still running: the columns still to come are NaN.
#[derive(Clone, Debug)]
pub struct DayMatrix {
    first_date: NaiveDate,
    slots_per_day: SlotsPerDay,
    window: Range<usize>,
    values: Vec<f64>,
}

impl DayMatrix {
    /// The days of a grid over the slots it observed at least once.
    #[must_use]
    pub fn of(history: &DaySlots) -> Self {
        let slots = history.slots_per_day().get();
        let seen = |slot: usize| history.iter().any(|(_, day)| day[slot].is_some());
        let first = (0..slots).find(|&slot| seen(slot)).unwrap_or(0);
        let last = (0..slots)
            .rev()
            .find(|&slot| seen(slot))
            .map_or(first, |s| s + 1);
        let window = first..last;
        let values = history
            .iter()
            .flat_map(|(_, day)| &day[window.clone()])
            .map(|cell| cell.unwrap_or(f64::NAN))
            .collect();
        Self {
            first_date: history.first_date(),
            slots_per_day: history.slots_per_day(),
            window,
            values,
        }
    }

    /// The first day.
    #[must_use]
    pub fn first_date(&self) -> NaiveDate {
        self.first_date
    }

    /// Slots of a whole local day.
    #[must_use]
    pub fn slots_per_day(&self) -> SlotsPerDay {
        self.slots_per_day
    }

    /// The slots of the day that the columns stand for.
    #[must_use]
    pub fn window(&self) -> Range<usize> {
        self.window.clone()
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.window.len()
    }

    /// Number of days.
    #[must_use]
    pub fn days(&self) -> usize {
        self.values
            .len()
            .checked_div(self.width())
            .unwrap_or_default()
    }

    /// A day's cells.
    #[must_use]
    pub fn row(&self, day: usize) -> &[f64] {
        &self.values[day * self.width()..(day + 1) * self.width()]
    }

    /// The date of a row; rows past the last are dates to come.
    #[must_use]
    pub fn date(&self, day: usize) -> NaiveDate {
        self.first_date
            .checked_add_days(Days::new(day as u64))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The row of a date on or after the first.
    #[must_use]
    pub fn index_of(&self, date: NaiveDate) -> Option<usize> {
        usize::try_from(date.signed_duration_since(self.first_date).num_days()).ok()
    }

    /// Monday 0 to Sunday 6.
    #[must_use]
    pub fn weekday(&self, day: usize) -> usize {
        (weekday_index(self.first_date) + day) % 7
    }

    /// Whether nothing was observed on a day.
    #[must_use]
    pub fn is_blank(&self, day: usize) -> bool {
        self.row(day).iter().all(|value| value.is_nan())
    }

    /// What was known when `days` days had passed and `known_columns` columns of the next one.
    #[must_use]
    pub fn until(&self, days: usize, known_columns: usize) -> Self {
        let width = self.width();
        let mut values = self.values[..(days * width).min(self.values.len())].to_vec();
        if known_columns > 0 && days < self.days() {
            let running = self.row(days);
            let known = |(column, &value): (usize, &f64)| {
                if column < known_columns {
                    value
                } else {
                    f64::NAN
                }
            };
            values.extend(running.iter().enumerate().map(known));
        }
        Self {
            first_date: self.first_date,
            slots_per_day: self.slots_per_day,
            window: self.window(),
            values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::{hours, monday};

    fn office() -> DayMatrix {
        DayMatrix::of(&hours(10, |day, hour| {
            let open = day % 7 < 5 && (8..18).contains(&hour);
            open.then_some((100 * day + hour) as f64)
        }))
    }

    #[test]
    fn the_columns_are_the_slots_ever_observed() {
        let matrix = office();
        assert_eq!(
            (matrix.window(), matrix.width(), matrix.days()),
            (8..18, 10, 10)
        );
        assert_eq!((matrix.row(3)[0], matrix.row(3)[9]), (308.0, 317.0));
        assert!(matrix.is_blank(5) && !matrix.is_blank(7));
    }

    #[test]
    fn rows_past_the_last_are_dates_to_come() {
        let matrix = office();
        assert_eq!(matrix.date(12), monday() + Days::new(12));
        assert_eq!((matrix.weekday(0), matrix.weekday(12)), (0, 5));
        assert_eq!(matrix.index_of(monday() + Days::new(12)), Some(12));
        assert_eq!(matrix.index_of(monday() - Days::new(1)), None);
    }

    #[test]
    fn what_was_known_at_noon_holds_nothing_of_the_afternoon() {
        let noon = office().until(3, 4);
        assert_eq!(noon.days(), 4);
        assert_eq!(noon.row(3)[..4], [308.0, 309.0, 310.0, 311.0]);
        assert!(noon.row(3)[4..].iter().all(|value| value.is_nan()));
        assert_eq!(office().until(3, 0).days(), 3);
    }

    #[test]
    fn a_history_without_an_observation_has_no_days() {
        let matrix = DayMatrix::of(&hours(3, |_, _| None));
        assert_eq!((matrix.days(), matrix.width()), (0, 0));
    }
}
