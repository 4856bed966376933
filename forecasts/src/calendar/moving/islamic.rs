//! The tabular (civil) Islamic calendar: the Gregorian date of any of its days.
//!
//! **The observed day may differ by a day or two**: most countries begin a month when the crescent has been seen, or by
//! an almanac of their own (Saudi Arabia's Umm al-Qura). These dates are good enough to know a season ahead; where a
//! country has announced the day, upload it, and the uploaded date goes before this one. A day begins at sunset; the
//! date given is the one of its daylight. Source: Dershowitz & Reingold, *Calendrical Calculations*, 3rd ed., ch. 6.

use chrono::NaiveDate;

use super::day_number;

/// A month of the Islamic calendar; odd months have 30 days, even ones 29, the last one 30 in a leap year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Month {
    /// The first; its 1st is the new year, its 10th Ashura.
    Muharram = 1,
    /// The second.
    Safar,
    /// The third; the Prophet's birthday is kept on its 12th.
    RabiI,
    /// The fourth.
    RabiII,
    /// The fifth.
    JumadaI,
    /// The sixth.
    JumadaII,
    /// The seventh.
    Rajab,
    /// The eighth.
    Shaban,
    /// The month of fasting.
    Ramadan,
    /// Opens with Eid al-Fitr.
    Shawwal,
    /// The eleventh.
    DhuAlQadah,
    /// The month of pilgrimage; Eid al-Adha is its 10th.
    DhuAlHijjah,
}

/// Day number of the day before 1 Muharram of year 1 (16 July 622, Julian).
const EPOCH: i64 = 227_014;

/// Whether the year has 355 days: 11 years in a cycle of 30.
#[must_use]
pub fn is_leap_year(year: i64) -> bool {
    (14 + 11 * year).rem_euclid(30) < 11
}

/// Days in a month.
#[must_use]
pub fn days_in_month(year: i64, month: Month) -> u32 {
    match month as u32 {
        12 => 29 + u32::from(is_leap_year(year)),
        number => 29 + number % 2,
    }
}

/// The Gregorian date of a day of the tabular Islamic calendar.
///
/// `None` for a day its month does not have, for years before 1, and for years `chrono` cannot hold.
///
/// ```
/// use chrono::NaiveDate;
/// use crewcast_forecasts::calendar::moving::islamic::{Month, to_gregorian};
/// assert_eq!(to_gregorian(1446, Month::Ramadan, 1), NaiveDate::from_ymd_opt(2025, 3, 1));
/// ```
#[must_use]
pub fn to_gregorian(year: i64, month: Month, day: u32) -> Option<NaiveDate> {
    // Far beyond any calendar, but small enough that the arithmetic cannot overflow.
    if !(1..=999_999).contains(&year) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let months_before = i64::from(month as u32) - 1;
    let days_before = (year - 1) * 354
        + (3 + 11 * year).div_euclid(30)
        + 29 * months_before
        + (months_before + 1) / 2;
    day_number::to_date(EPOCH + days_before + i64::from(day))
}

/// The dates on which an Islamic day falls in a Gregorian year, in order: one, in one year of 33 two, or none.
#[must_use]
pub fn in_gregorian_year(year: i32, month: Month, day: u32) -> Vec<NaiveDate> {
    let Some((first, last)) = day_number::of_year(year) else {
        return Vec::new();
    };
    let within = (day_number::to_date(first), day_number::to_date(last));
    // 30 years have 10,631 days; a Gregorian year touches two Islamic years, at times three.
    let at_its_start = (30 * (first - EPOCH)).div_euclid(10_631);
    (at_its_start..=at_its_start + 3)
        .filter_map(|islamic| to_gregorian(islamic, month, day))
        .filter(|date| within.0 <= Some(*date) && Some(*date) <= within.1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eids_fall_within_a_day_of_the_announced_ones() {
        // Gregorian year, Eid al-Fitr and Eid al-Adha as announced in Saudi Arabia.
        let announced = [
            (2013, (8, 8), (10, 15)),
            (2014, (7, 28), (10, 4)),
            (2015, (7, 17), (9, 24)),
            (2016, (7, 6), (9, 12)),
            (2017, (6, 25), (9, 1)),
            (2018, (6, 15), (8, 21)),
            (2019, (6, 4), (8, 11)),
            (2020, (5, 24), (7, 31)),
            (2021, (5, 13), (7, 20)),
            (2022, (5, 2), (7, 9)),
            (2023, (4, 21), (6, 28)),
            (2024, (4, 10), (6, 16)),
            (2025, (3, 30), (6, 6)),
        ];
        let mut apart = [0; 3];
        for (year, fitr, adha) in announced {
            for (month, day, seen) in [(Month::Shawwal, 1, fitr), (Month::DhuAlHijjah, 10, adha)] {
                let dates = in_gregorian_year(year, month, day);
                let seen = NaiveDate::from_ymd_opt(year, seen.0, seen.1).unwrap();
                assert_eq!(dates.len(), 1);
                apart[(dates[0] - seen).num_days().unsigned_abs() as usize] += 1;
            }
        }
        assert_eq!(apart[2], 0, "{apart:?}");
    }

    #[test]
    fn tabular_dates_are_those_of_an_independent_implementation() {
        // The Python library convertdate 2.5.1, module islamic.
        let printed = [
            (Month::RabiI, 6, 1217, (1802, 7, 7)),
            (Month::Muharram, 1, 1400, (1979, 11, 21)),
            (Month::Muharram, 1, 1440, (2018, 9, 12)),
            (Month::Muharram, 1, 1445, (2023, 7, 19)),
        ];
        for (month, day, year, (y, m, d)) in printed {
            assert_eq!(
                to_gregorian(year, month, day),
                NaiveDate::from_ymd_opt(y, m, d)
            );
        }
    }

    #[test]
    fn a_feast_may_fall_twice_in_one_gregorian_year_and_days_follow_without_a_gap() {
        assert_eq!(in_gregorian_year(2000, Month::Shawwal, 1).len(), 2);
        for year in 1380..1520 {
            let last = days_in_month(year, Month::DhuAlHijjah);
            let eve = to_gregorian(year, Month::DhuAlHijjah, last).unwrap();
            assert_eq!(eve.succ_opt(), to_gregorian(year + 1, Month::Muharram, 1));
            let ramadan = to_gregorian(year, Month::Ramadan, 30).unwrap();
            assert_eq!(ramadan.succ_opt(), to_gregorian(year, Month::Shawwal, 1));
        }
        let falls: usize = (1950..2050)
            .map(|year| in_gregorian_year(year, Month::Ramadan, 1).len())
            .sum();
        assert!((102..=104).contains(&falls), "{falls}");
    }

    #[test]
    fn a_day_that_its_month_does_not_have_has_no_date() {
        assert_eq!(to_gregorian(1446, Month::Safar, 30), None);
        assert_eq!(to_gregorian(1446, Month::Safar, 0), None);
        assert_eq!(to_gregorian(0, Month::Safar, 1), None);
        assert_eq!(to_gregorian(i64::MAX, Month::Safar, 1), None);
    }
}
