//! The United States: federal holidays.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::rules::{holiday, last, nth, shifted};
use crate::calendar::{Calendar, SpecialDay};

/// From the year Veterans Day went back to 11 November.
pub(super) const YEARS: RangeInclusive<i32> = 1978..=2100;

pub(super) const SOURCE: &str = "5 U.S.C. 6103(a) and (b): federal holidays, a Saturday's observed on the Friday before, \
     a Sunday's (Executive Order 11582) on the Monday after; Birthday of Martin Luther King, Jr. from 1986, Juneteenth \
     from 2021; days given off by executive order are left out";

pub(super) fn calendar(years: RangeInclusive<i32>) -> Calendar {
    // The year after the last may have its New Year's Day observed on 31 December.
    (*years.start()..=years.end() + 1)
        .flat_map(of_year)
        .filter(|day| years.contains(&day.date.year()))
        .collect()
}

fn of_year(year: i32) -> Vec<SpecialDay> {
    let from = |first: i32, date: Option<NaiveDate>| date.filter(|_| year >= first);
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let fixed = [
        ("New Year's Day", on(1, 1)),
        (
            "Juneteenth National Independence Day",
            from(2021, on(6, 19)),
        ),
        ("Independence Day", on(7, 4)),
        ("Veterans Day", on(11, 11)),
        ("Christmas Day", on(12, 25)),
    ];
    let moving = [
        (
            "Birthday of Martin Luther King, Jr.",
            from(1986, nth(year, 1, Weekday::Mon, 3)),
        ),
        ("Washington's Birthday", nth(year, 2, Weekday::Mon, 3)),
        ("Memorial Day", last(year, 5, Weekday::Mon)),
        ("Labor Day", nth(year, 9, Weekday::Mon, 1)),
        ("Columbus Day", nth(year, 10, Weekday::Mon, 2)),
        ("Thanksgiving Day", nth(year, 11, Weekday::Thu, 4)),
    ];
    let named = fixed.into_iter().chain(moving);
    let observed = fixed
        .into_iter()
        .filter_map(|(name, date)| holiday(observed(date?), format!("{name} (observed)")));
    named
        .filter_map(|(name, date)| holiday(date, name))
        .chain(observed)
        .collect()
}

/// The weekday on which a holiday of a weekend is observed.
fn observed(date: NaiveDate) -> Option<NaiveDate> {
    match date.weekday() {
        Weekday::Sat => shifted(Some(date), -1),
        Weekday::Sun => shifted(Some(date), 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(year: i32) -> Vec<(u32, u32, String)> {
        let days = calendar(year..=year);
        days.iter()
            .map(|day| (day.date.month(), day.date.day(), day.name.clone()))
            .collect()
    }

    #[test]
    fn the_days_of_2021_are_the_ones_the_office_of_personnel_management_printed() {
        let printed = [
            (1, 1, "New Year's Day"),
            (1, 18, "Birthday of Martin Luther King, Jr."),
            (2, 15, "Washington's Birthday"),
            (5, 31, "Memorial Day"),
            (6, 18, "Juneteenth National Independence Day (observed)"),
            (6, 19, "Juneteenth National Independence Day"),
            (7, 4, "Independence Day"),
            (7, 5, "Independence Day (observed)"),
            (9, 6, "Labor Day"),
            (10, 11, "Columbus Day"),
            (11, 11, "Veterans Day"),
            (11, 25, "Thanksgiving Day"),
            (12, 24, "Christmas Day (observed)"),
            (12, 25, "Christmas Day"),
            (12, 31, "New Year's Day (observed)"),
        ];
        assert_eq!(
            of(2021),
            printed.map(|(m, d, name)| (m, d, name.to_owned()))
        );
    }

    #[test]
    fn the_days_of_2026_are_the_ones_the_office_of_personnel_management_printed() {
        let printed = [
            (1, 1),
            (1, 19),
            (2, 16),
            (5, 25),
            (6, 19),
            (7, 3),
            (7, 4),
            (9, 7),
            (10, 12),
            (11, 11),
            (11, 26),
            (12, 25),
        ];
        let dates: Vec<_> = of(2026).iter().map(|(m, d, _)| (*m, *d)).collect();
        assert_eq!(dates, printed);
    }

    #[test]
    fn younger_holidays_begin_with_their_laws() {
        let has = |year, name: &str| of(year).iter().any(|day| day.2 == name);
        let (king, juneteenth) = (
            "Birthday of Martin Luther King, Jr.",
            "Juneteenth National Independence Day",
        );
        assert!(!has(1985, king) && has(1986, king));
        assert!(!has(2020, juneteenth) && has(2021, juneteenth));
    }
}
