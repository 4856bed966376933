//! Days counted through from 1 January of year 1, as all calendars here meet in that count.

use chrono::{Datelike, NaiveDate};

/// The Gregorian date of a day number (1 = 1 January of year 1), `None` outside of what `chrono` can hold.
pub(super) fn to_date(day_number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day_number).ok()?)
}

/// The first and the last day number of a Gregorian year, `None` outside of what `chrono` can hold.
pub(super) fn of_year(year: i32) -> Option<(i64, i64)> {
    let first = NaiveDate::from_yo_opt(year, 1)?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
    Some((
        i64::from(first.num_days_from_ce()),
        i64::from(last.num_days_from_ce()),
    ))
}
