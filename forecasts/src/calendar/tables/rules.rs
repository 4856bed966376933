//! What holiday rules are made of.

use chrono::{Days, NaiveDate, Weekday};

use crate::calendar::{SpecialDay, SpecialDayKind};

/// A public holiday, or nothing where the date does not exist.
pub(super) fn holiday(date: Option<NaiveDate>, name: impl Into<String>) -> Option<SpecialDay> {
    Some(SpecialDay {
        date: date?,
        name: name.into(),
        kind: SpecialDayKind::PublicHoliday,
    })
}

/// The `n`th such weekday of a month, 1 for the first.
pub(super) fn nth(year: i32, month: u32, weekday: Weekday, n: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
}

/// The last such weekday of a month.
pub(super) fn last(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    nth(year, month, weekday, 5).or_else(|| nth(year, month, weekday, 4))
}

/// A date moved by whole days.
pub(super) fn shifted(date: Option<NaiveDate>, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 {
        date?.checked_sub_days(by)
    } else {
        date?.checked_add_days(by)
    }
}
