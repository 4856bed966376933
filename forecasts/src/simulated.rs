//! Histories made for tests: hourly grids, planted noise, and what is known of them.

use chrono::{Days, NaiveDate};
use rand_core::SeedableRng;
use rand_distr::{Distribution, Gamma, Normal, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::calendar::{Calendar, SpecialDay, SpecialDayKind};
use crate::grid::{DaySlots, SlotsPerDay};
use crate::matrix::DayMatrix;
use crate::models::{Known, Moment, Tuned};

/// The first day of the histories: a Monday.
pub(crate) fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
}

/// Days of 24 hours from [`monday`] on.
pub(crate) fn hourly(days: Vec<Vec<Option<f64>>>) -> DaySlots {
    let slots = SlotsPerDay::of_interval_minutes(60).unwrap();
    DaySlots::new(monday(), slots, days).unwrap()
}

/// Days of 24 hours made cell by cell from the number of the day and the hour.
pub(crate) fn hours(days: usize, mut cell: impl FnMut(usize, usize) -> Option<f64>) -> DaySlots {
    let day = |day: usize| (0..24).map(|hour| cell(day, hour)).collect();
    hourly((0..days).map(day).collect())
}

/// A special day by its number.
pub(crate) fn special(day: usize, name: &str, kind: SpecialDayKind) -> SpecialDay {
    SpecialDay {
        date: monday() + Days::new(day as u64),
        name: name.to_owned(),
        kind,
    }
}

/// Public holidays on days by their numbers, all of one name.
pub(crate) fn holidays(days: &[usize]) -> Calendar {
    let holiday = |&day: &usize| special(day, "holiday", SpecialDayKind::PublicHoliday);
    days.iter().map(holiday).collect()
}

/// What is known of a whole history without special days.
pub(crate) fn known(history: &DaySlots, ahead: usize) -> Known {
    known_upto(history, history.len(), 0, ahead)
}

/// What is known after `days` days and `columns` columns of the next.
pub(crate) fn known_upto(history: &DaySlots, days: usize, columns: usize, ahead: usize) -> Known {
    known_with(
        history,
        &Calendar::default(),
        Moment { days, columns },
        ahead,
    )
}

/// What is known at a moment, with a calendar.
pub(crate) fn known_with(
    history: &DaySlots,
    calendar: &Calendar,
    moment: Moment,
    ahead: usize,
) -> Known {
    Tuned::level_alone(&DayMatrix::of(history), moment, calendar, ahead)
}

/// Random draws from a seed.
pub(crate) struct Draws(Xoshiro256PlusPlus);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        Normal::new(0.0, 1.0).unwrap().sample(&mut self.0)
    }

    /// A factor of mean 1.
    pub(crate) fn factor(&mut self, coefficient_of_variation: f64) -> f64 {
        let shape = coefficient_of_variation.powi(-2);
        Gamma::new(shape, 1.0 / shape).unwrap().sample(&mut self.0)
    }

    /// A count.
    pub(crate) fn count(&mut self, mean: f64) -> f64 {
        if mean > 0.0 {
            Poisson::new(mean).unwrap().sample(&mut self.0)
        } else {
            0.0
        }
    }
}
