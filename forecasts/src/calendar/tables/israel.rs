//! Israel: statutory days of rest.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::rules::{holiday, shifted};
use crate::calendar::moving::hebrew::{self, Month};
use crate::calendar::{Calendar, SpecialDay};

pub(super) const YEARS: RangeInclusive<i32> = 1978..=2100;

pub(super) const SOURCE: &str = "Days of rest under Israel's Law and Administration Ordinance 1948, s. 18A, and the Independence Day Law 1949 with \
     its moves off the Sabbath (and from 2004 off Monday); dates by the fixed Hebrew calendar; eves, the days within \
     Pesach and Sukkot, and election days are left out";

/// Days of rest by Hebrew month and day. Independence Day has rules of its own.
const REST: [(Month, u32, &str); 8] = [
    (Month::Nisan, 15, "Pesach"),
    (Month::Nisan, 21, "Seventh day of Pesach"),
    (Month::Sivan, 6, "Shavuot"),
    (Month::Tishrei, 1, "Rosh Hashanah"),
    (Month::Tishrei, 2, "Rosh Hashanah"),
    (Month::Tishrei, 10, "Yom Kippur"),
    (Month::Tishrei, 15, "Sukkot"),
    (Month::Tishrei, 22, "Simchat Torah / Shemini Atzeret"),
];

pub(super) fn calendar(years: RangeInclusive<i32>) -> Calendar {
    years.flat_map(of_year).collect()
}

fn of_year(year: i32) -> Vec<SpecialDay> {
    let rest = REST.into_iter().flat_map(|(month, day, name)| {
        let dates = hebrew::in_gregorian_year(year, month, day);
        dates
            .into_iter()
            .filter_map(move |date| holiday(Some(date), name))
    });
    rest.chain(holiday(independence_day(year), "Independence Day"))
        .collect()
}

/// 5 Iyar, moved so that neither it nor the Memorial Day before it touches the Sabbath.
fn independence_day(year: i32) -> Option<NaiveDate> {
    let fifth = hebrew::in_gregorian_year(year, Month::Iyar, 5)
        .first()
        .copied()?;
    let days = match fifth.weekday() {
        Weekday::Fri => -1,
        Weekday::Sat => -2,
        // Since 2004: Memorial Day would begin at the end of the Sabbath.
        Weekday::Mon if year >= 2004 => 1,
        _ => 0,
    };
    shifted(Some(fifth), days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independence_day_is_moved_off_the_sabbath() {
        let kept = [
            (1999, 4, 21),
            (2000, 5, 10),
            (2001, 4, 26),
            (2002, 4, 17),
            (2003, 5, 7),
            (2004, 4, 27),
            (2007, 4, 24),
            (2008, 5, 8),
            (2014, 5, 6),
            (2017, 5, 2),
            (2018, 4, 19),
            (2019, 5, 9),
            (2020, 4, 29),
            (2021, 4, 15),
            (2022, 5, 5),
            (2023, 4, 26),
            (2024, 5, 14),
            (2025, 5, 1),
            (2026, 4, 22),
        ];
        for (year, month, day) in kept {
            assert_eq!(
                independence_day(year),
                NaiveDate::from_ymd_opt(year, month, day),
                "{year}"
            );
        }
    }

    #[test]
    fn every_year_has_nine_days_of_rest() {
        for year in YEARS {
            assert_eq!(calendar(year..=year).iter().count(), 9, "{year}");
        }
    }
}
