//! The weeks and months that days lie in.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// First day of the week a day lies in.
pub(super) fn week_of(date: NaiveDate, first: Weekday) -> NaiveDate {
    let since = date.weekday().days_since(first);
    date.checked_sub_days(Days::new(u64::from(since)))
        .unwrap_or(date)
}

/// First day of the month a day lies in.
pub(super) fn month_of(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}
