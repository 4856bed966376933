//! Months as they are written: yyyy-MM.

use chrono::{Datelike, NaiveDate};
use crewcast_forecasts::capacity::MonthKey;

use crate::failure::Faults;

/// The month that a text names.
pub(super) fn parse_month(text: &str) -> Option<MonthKey> {
    let first: NaiveDate = format!("{text}-01").parse().ok()?;
    (text.len() == 7).then_some((first.year(), first.month()))
}

/// The month of a day.
pub(super) fn month_of(date: NaiveDate) -> MonthKey {
    (date.year(), date.month())
}

/// Notes a text that is no month.
pub(super) fn require_month(text: &str, pointer: String, faults: &mut Faults) {
    faults.require(
        parse_month(text).is_some(),
        pointer,
        "not-a-month",
        format!("{text:?} is no month; write yyyy-MM"),
    );
}
