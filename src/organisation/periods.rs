//! The weeks and months that days lie in.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// First day of the week a day lies in.
pub fn week_of(date: NaiveDate, first: Weekday) -> NaiveDate {
    let since = date.weekday().days_since(first);
    date.checked_sub_days(Days::new(u64::from(since)))
        .unwrap_or(date)
}

/// First day of the month a day lies in.
pub fn month_of(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_its_first_day_and_a_month_on_its_first() {
        let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
        // A Wednesday.
        let day = date("2026-03-04");
        assert_eq!(week_of(day, Weekday::Mon), date("2026-03-02"));
        assert_eq!(week_of(day, Weekday::Wed), day);
        assert_eq!(week_of(day, Weekday::Sun), date("2026-03-01"));
        assert_eq!(month_of(day), date("2026-03-01"));
    }
}
