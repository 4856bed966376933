//! The Hebrew calendar: the Gregorian date of any of its days.
//!
//! A day of the Hebrew calendar begins at sunset; the date given here is the one of its daylight, so that the eve is the
//! day before. Source: Dershowitz & Reingold, *Calendrical Calculations*, 3rd ed., ch. 7 (the fixed arithmetic calendar).

use chrono::NaiveDate;

use super::day_number;

/// A month of the Hebrew calendar. The year's number changes on 1 Tishrei; a common year has no [`Month::AdarI`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Month {
    /// September or October; opens with Rosh Hashanah.
    Tishrei,
    /// 29 or 30 days.
    Cheshvan,
    /// 29 or 30 days.
    Kislev,
    /// December or January.
    Tevet,
    /// January or February.
    Shevat,
    /// The leap month, which only leap years have.
    AdarI,
    /// Adar, called Adar II in a leap year: the one with Purim.
    Adar,
    /// March or April; the month of Pesach.
    Nisan,
    /// April or May.
    Iyar,
    /// May or June.
    Sivan,
    /// June or July.
    Tammuz,
    /// July or August.
    Av,
    /// August or September; the year's last month.
    Elul,
}

impl Month {
    /// All months from Tishrei on.
    pub const ALL: [Self; 13] = [
        Self::Tishrei,
        Self::Cheshvan,
        Self::Kislev,
        Self::Tevet,
        Self::Shevat,
        Self::AdarI,
        Self::Adar,
        Self::Nisan,
        Self::Iyar,
        Self::Sivan,
        Self::Tammuz,
        Self::Av,
        Self::Elul,
    ];
}

/// Day number of 1 Tishrei of year 1 (7 October 3761 before the common era, Julian).
const EPOCH: i64 = -1_373_427;

/// The Hebrew year that begins in the autumn of a Gregorian year is this much later.
const YEARS_AHEAD: i64 = 3761;

/// Whether the year has thirteen months.
#[must_use]
pub fn is_leap_year(year: i64) -> bool {
    (7 * year + 1).rem_euclid(19) < 7
}

/// Days in a month, 0 for a month the year does not have.
#[must_use]
pub fn days_in_month(year: i64, month: Month) -> u32 {
    let of_year = new_year(year + 1) - new_year(year);
    match month {
        Month::Tishrei | Month::Shevat | Month::Nisan | Month::Sivan | Month::Av => 30,
        Month::Tevet | Month::Adar | Month::Iyar | Month::Tammuz | Month::Elul => 29,
        Month::Cheshvan => 29 + u32::from(of_year % 10 == 5),
        Month::Kislev => 30 - u32::from(of_year % 10 == 3),
        Month::AdarI => 30 * u32::from(is_leap_year(year)),
    }
}

/// The Gregorian date of a Hebrew day.
///
/// `None` for a day its month does not have, for years before 1, and for years `chrono` cannot hold.
///
/// ```
/// use chrono::NaiveDate;
/// use crewcast_forecasts::calendar::moving::hebrew::{Month, to_gregorian};
/// assert_eq!(to_gregorian(5760, Month::Tishrei, 1), NaiveDate::from_ymd_opt(1999, 9, 11));
/// ```
#[must_use]
pub fn to_gregorian(year: i64, month: Month, day: u32) -> Option<NaiveDate> {
    // Far beyond any calendar, but small enough that the arithmetic cannot overflow.
    if !(1..=999_999).contains(&year) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let before: u32 = Month::ALL
        .into_iter()
        .take_while(|earlier| *earlier < month)
        .map(|earlier| days_in_month(year, earlier))
        .sum();
    day_number::to_date(new_year(year) + i64::from(before) + i64::from(day) - 1)
}

/// The dates on which a Hebrew day falls in a Gregorian year, in order.
///
/// One for most days; none or two for days of Kislev, Tevet and Shevat around New Year's Day, none for the 30th of a
/// month that has 29 days that year.
#[must_use]
pub fn in_gregorian_year(year: i32, month: Month, day: u32) -> Vec<NaiveDate> {
    let autumn = i64::from(year) + YEARS_AHEAD;
    let Some((first, last)) = day_number::of_year(year) else {
        return Vec::new();
    };
    let within = (day_number::to_date(first), day_number::to_date(last));
    (autumn - 1..=autumn)
        .filter_map(|hebrew| to_gregorian(hebrew, month, day))
        .filter(|date| within.0 <= Some(*date) && Some(*date) <= within.1)
        .collect()
}

/// Day number of 1 Tishrei.
fn new_year(year: i64) -> i64 {
    let (last, this, next) = (
        days_elapsed(year - 1),
        days_elapsed(year),
        days_elapsed(year + 1),
    );
    // Two postponements that keep years from having 356 or 382 days.
    let delay = if next - this == 356 {
        2
    } else {
        i64::from(this - last == 382)
    };
    EPOCH + this + delay
}

/// Days from the epoch to the mean new moon of Tishrei, moved so that it falls on no Sunday, Wednesday or Friday.
fn days_elapsed(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    // Parts of an hour: 1,080 make an hour, 25,920 a day; a month has 29 days and 13,753 parts.
    let parts = 12_084 + 13_753 * months;
    let day = 29 * months + parts.div_euclid(25_920);
    day + i64::from((3 * (day + 1)).rem_euclid(7) < 3)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};

    use super::*;

    fn only(year: i32, month: Month, day: u32) -> NaiveDate {
        let dates = in_gregorian_year(year, month, day);
        assert_eq!(dates.len(), 1, "{year}");
        dates[0]
    }

    #[test]
    fn rosh_hashanah_yom_kippur_and_pesach_fall_where_they_are_published() {
        // Year, Pesach, Rosh Hashanah, Yom Kippur.
        let published = [
            (1999, (4, 1), (9, 11), (9, 20)),
            (2000, (4, 20), (9, 30), (10, 9)),
            (2013, (3, 26), (9, 5), (9, 14)),
            (2014, (4, 15), (9, 25), (10, 4)),
            (2015, (4, 4), (9, 14), (9, 23)),
            (2016, (4, 23), (10, 3), (10, 12)),
            (2017, (4, 11), (9, 21), (9, 30)),
            (2018, (3, 31), (9, 10), (9, 19)),
            (2019, (4, 20), (9, 30), (10, 9)),
            (2020, (4, 9), (9, 19), (9, 28)),
            (2021, (3, 28), (9, 7), (9, 16)),
            (2022, (4, 16), (9, 26), (10, 5)),
            (2023, (4, 6), (9, 16), (9, 25)),
            (2024, (4, 23), (10, 3), (10, 12)),
            (2025, (4, 13), (9, 23), (10, 2)),
            (2026, (4, 2), (9, 12), (9, 21)),
        ];
        for (year, pesach, new_year, atonement) in published {
            let date = |(month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap();
            assert_eq!(only(year, Month::Nisan, 15), date(pesach));
            assert_eq!(only(year, Month::Tishrei, 1), date(new_year));
            assert_eq!(only(year, Month::Tishrei, 10), date(atonement));
        }
    }

    #[test]
    fn purim_is_kept_in_the_second_adar_of_a_leap_year() {
        for (year, month, day) in [(2022, 3, 17), (2023, 3, 7), (2024, 3, 24), (2025, 3, 14)] {
            let purim = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            assert_eq!(only(year, Month::Adar, 14), purim);
        }
    }

    #[test]
    fn a_day_of_tevet_may_fall_twice_or_never_in_a_gregorian_year() {
        // The fast of 10 Tevet: 13 December 2013, then 1 January 2015, then 22 December 2015.
        assert_eq!(in_gregorian_year(2014, Month::Tevet, 10), []);
        let twice = [(1, 1), (12, 22)].map(|(m, d)| NaiveDate::from_ymd_opt(2015, m, d).unwrap());
        assert_eq!(in_gregorian_year(2015, Month::Tevet, 10), twice);
    }

    #[test]
    fn a_day_that_its_month_does_not_have_has_no_date() {
        assert_eq!(to_gregorian(5785, Month::AdarI, 1), None);
        assert_eq!(to_gregorian(5785, Month::Elul, 30), None);
        assert_eq!(to_gregorian(0, Month::Elul, 1), None);
        assert_eq!(to_gregorian(i64::MAX, Month::Elul, 1), None);
        assert_eq!(to_gregorian(5785, Month::Tishrei, 0), None);
    }

    #[test]
    fn years_have_the_lengths_the_calendar_allows_and_begin_on_the_days_it_allows() {
        for year in 5600..5900 {
            let days = new_year(year + 1) - new_year(year);
            let allowed = if is_leap_year(year) {
                [383, 384, 385]
            } else {
                [353, 354, 355]
            };
            assert!(allowed.contains(&days), "{year}: {days}");
            let months: u32 = Month::ALL
                .map(|month| days_in_month(year, month))
                .iter()
                .sum();
            assert_eq!(i64::from(months), days);
            let weekday = to_gregorian(year, Month::Tishrei, 1).unwrap().weekday();
            assert!(!matches!(
                weekday,
                Weekday::Sun | Weekday::Wed | Weekday::Fri
            ));
        }
    }
}
