//! The United Kingdom: bank holidays of England and Wales.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::rules::{holiday, last, nth, shifted};
use crate::calendar::moving::easter;
use crate::calendar::{Calendar, SpecialDay};

/// From the first early May bank holiday.
pub(super) const YEARS: RangeInclusive<i32> = 1978..=2100;

pub(super) const SOURCE: &str = "gov.uk/bank-holidays (England and Wales); Banking and Financial Dealings Act 1971, schedule 1, \
     with the days moved or added by proclamation in 1981, 1995, 1999, 2002, 2011, 2012, 2020, 2022 and 2023";

/// Days given once. Days of one kind share a name, so that they can be pooled.
const ADDED: [(i32, u32, u32, &str); 8] = [
    (1981, 7, 29, "Royal wedding bank holiday"),
    (1999, 12, 31, "Millennium bank holiday"),
    (2002, 6, 3, "Jubilee bank holiday"),
    (2011, 4, 29, "Royal wedding bank holiday"),
    (2012, 6, 5, "Jubilee bank holiday"),
    (2022, 6, 3, "Jubilee bank holiday"),
    (2022, 9, 19, "State funeral bank holiday"),
    (2023, 5, 8, "Coronation bank holiday"),
];

pub(super) fn calendar(years: RangeInclusive<i32>) -> Calendar {
    years.flat_map(of_year).collect()
}

fn of_year(year: i32) -> Vec<SpecialDay> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter = easter::western(year);
    let early_may = match year {
        // Moved to the 50th and the 75th anniversary of VE Day.
        1995 | 2020 => on(5, 8),
        _ => nth(year, 5, Weekday::Mon, 1),
    };
    let spring = match year {
        // Moved next to the jubilees.
        2002 | 2012 => on(6, 4),
        2022 => on(6, 2),
        _ => last(year, 5, Weekday::Mon),
    };
    let regular = [
        ("New Year's Day", on(1, 1)),
        ("Good Friday", shifted(easter, -2)),
        ("Easter Monday", shifted(easter, 1)),
        ("Early May bank holiday", early_may),
        ("Spring bank holiday", spring),
        ("Summer bank holiday", last(year, 8, Weekday::Mon)),
        ("Christmas Day", on(12, 25)),
        ("Boxing Day", on(12, 26)),
    ];
    let added = ADDED
        .into_iter()
        .filter(|(of, ..)| *of == year)
        .map(|(_, month, day, name)| (name, on(month, day)));
    let days = regular.into_iter().chain(added).chain(substitutes(year));
    days.filter_map(|(name, date)| holiday(date, name))
        .collect()
}

/// The weekdays given for New Year's Day, Christmas Day and Boxing Day on a weekend.
fn substitutes(year: i32) -> Vec<(&'static str, Option<NaiveDate>)> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let new_year = "New Year's Day (substitute day)";
    let christmas = "Christmas Day (substitute day)";
    let boxing = "Boxing Day (substitute day)";
    let mut days = match on(1, 1).map(|date| date.weekday()) {
        Some(Weekday::Sat) => vec![(new_year, on(1, 3))],
        Some(Weekday::Sun) => vec![(new_year, on(1, 2))],
        _ => Vec::new(),
    };
    match on(12, 25).map(|date| date.weekday()) {
        // Both on the weekend: Monday for Christmas Day, Tuesday for Boxing Day.
        Some(Weekday::Sat) => days.extend([(christmas, on(12, 27)), (boxing, on(12, 28))]),
        // Monday is Boxing Day already.
        Some(Weekday::Sun) => days.push((christmas, on(12, 27))),
        Some(Weekday::Fri) => days.push((boxing, on(12, 28))),
        _ => {}
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bank holidays that are no weekend days, as gov.uk lists them.
    fn weekdays_of(year: i32) -> String {
        let days = calendar(year..=year);
        let dates: Vec<_> = days
            .iter()
            .filter(|day| !matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun))
            .map(|day| format!("{}/{}", day.date.month(), day.date.day()))
            .collect();
        dates.join(" ")
    }

    #[test]
    fn ordinary_and_special_years_are_as_published() {
        let published = [
            (2011, "1/3 4/22 4/25 4/29 5/2 5/30 8/29 12/26 12/27"),
            (2012, "1/2 4/6 4/9 5/7 6/4 6/5 8/27 12/25 12/26"),
            (2016, "1/1 3/25 3/28 5/2 5/30 8/29 12/26 12/27"),
            (2018, "1/1 3/30 4/2 5/7 5/28 8/27 12/25 12/26"),
            (2019, "1/1 4/19 4/22 5/6 5/27 8/26 12/25 12/26"),
            (2020, "1/1 4/10 4/13 5/8 5/25 8/31 12/25 12/28"),
            (2021, "1/1 4/2 4/5 5/3 5/31 8/30 12/27 12/28"),
            (2022, "1/3 4/15 4/18 5/2 6/2 6/3 8/29 9/19 12/26 12/27"),
            (2023, "1/2 4/7 4/10 5/1 5/8 5/29 8/28 12/25 12/26"),
            (2024, "1/1 3/29 4/1 5/6 5/27 8/26 12/25 12/26"),
            (2025, "1/1 4/18 4/21 5/5 5/26 8/25 12/25 12/26"),
            (2026, "1/1 4/3 4/6 5/4 5/25 8/31 12/25 12/28"),
        ];
        for (year, days) in published {
            assert_eq!(weekdays_of(year), days, "{year}");
        }
    }

    #[test]
    fn a_holiday_on_a_weekend_keeps_its_own_day_beside_its_substitute() {
        let days = calendar(2021..=2022);
        let on = |month, day| days.on(NaiveDate::from_ymd_opt(2021, month, day).unwrap());
        assert_eq!(on(12, 25)[0].name, "Christmas Day");
        assert_eq!(on(12, 27)[0].name, "Christmas Day (substitute day)");
        assert_eq!(on(12, 28)[0].name, "Boxing Day (substitute day)");
    }
}
