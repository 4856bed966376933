//! The Chinese lunisolar year's feasts: New Year, Qingming, Dragon Boat, Mid-Autumn.
//!
//! A table of dates in Beijing's time (UTC+8) for 1990 to 2050, the reckoning of GB/T 33661-2017. It was made with the
//! Python library lunardate 0.3.0 and checked day by day against the new moons and the sun's longitude of an ephemeris
//! (ephem, VSOP87) and against the tables of the library holidays 0.109, without a difference. The new moons of
//! February 2027 and 2030 come within eight minutes of midnight; their dates are the ones announced.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

/// The years whose dates are known here.
pub const YEARS: RangeInclusive<i32> = 1990..=2050;

/// Chinese New Year: the first day of the first month.
///
/// ```
/// use chrono::NaiveDate;
/// use crewcast_forecasts::calendar::moving::lunar_new_year;
/// assert_eq!(lunar_new_year::new_year(2026), NaiveDate::from_ymd_opt(2026, 2, 17));
/// ```
#[must_use]
pub fn new_year(year: i32) -> Option<NaiveDate> {
    feast(year, 0)
}

/// Qingming, tomb-sweeping day: the day on which the sun reaches 15° of longitude.
#[must_use]
pub fn qingming(year: i32) -> Option<NaiveDate> {
    feast(year, 1)
}

/// Dragon Boat: the fifth day of the fifth month.
#[must_use]
pub fn dragon_boat(year: i32) -> Option<NaiveDate> {
    feast(year, 2)
}

/// Mid-Autumn: the fifteenth day of the eighth month.
#[must_use]
pub fn mid_autumn(year: i32) -> Option<NaiveDate> {
    feast(year, 3)
}

fn feast(year: i32, which: usize) -> Option<NaiveDate> {
    let row = usize::try_from(year.checked_sub(*YEARS.start())?).ok()?;
    let (month, day) = *DATES.get(row)?.get(which)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Month and day of New Year, Qingming, Dragon Boat and Mid-Autumn, a row a year from 1990 on.
#[rustfmt::skip]
const DATES: [[(u32, u32); 4]; 61] = [
    [(1, 27), (4, 5), (5, 28), (10, 3)], // 1990
    [(2, 15), (4, 5), (6, 16), (9, 22)], // 1991
    [(2, 4), (4, 4), (6, 5), (9, 11)], // 1992
    [(1, 23), (4, 5), (6, 24), (9, 30)], // 1993
    [(2, 10), (4, 5), (6, 13), (9, 20)], // 1994
    [(1, 31), (4, 5), (6, 2), (9, 9)], // 1995
    [(2, 19), (4, 4), (6, 20), (9, 27)], // 1996
    [(2, 7), (4, 5), (6, 9), (9, 16)], // 1997
    [(1, 28), (4, 5), (5, 30), (10, 5)], // 1998
    [(2, 16), (4, 5), (6, 18), (9, 24)], // 1999
    [(2, 5), (4, 4), (6, 6), (9, 12)], // 2000
    [(1, 24), (4, 5), (6, 25), (10, 1)], // 2001
    [(2, 12), (4, 5), (6, 15), (9, 21)], // 2002
    [(2, 1), (4, 5), (6, 4), (9, 11)], // 2003
    [(1, 22), (4, 4), (6, 22), (9, 28)], // 2004
    [(2, 9), (4, 5), (6, 11), (9, 18)], // 2005
    [(1, 29), (4, 5), (5, 31), (10, 6)], // 2006
    [(2, 18), (4, 5), (6, 19), (9, 25)], // 2007
    [(2, 7), (4, 4), (6, 8), (9, 14)], // 2008
    [(1, 26), (4, 4), (5, 28), (10, 3)], // 2009
    [(2, 14), (4, 5), (6, 16), (9, 22)], // 2010
    [(2, 3), (4, 5), (6, 6), (9, 12)], // 2011
    [(1, 23), (4, 4), (6, 23), (9, 30)], // 2012
    [(2, 10), (4, 4), (6, 12), (9, 19)], // 2013
    [(1, 31), (4, 5), (6, 2), (9, 8)], // 2014
    [(2, 19), (4, 5), (6, 20), (9, 27)], // 2015
    [(2, 8), (4, 4), (6, 9), (9, 15)], // 2016
    [(1, 28), (4, 4), (5, 30), (10, 4)], // 2017
    [(2, 16), (4, 5), (6, 18), (9, 24)], // 2018
    [(2, 5), (4, 5), (6, 7), (9, 13)], // 2019
    [(1, 25), (4, 4), (6, 25), (10, 1)], // 2020
    [(2, 12), (4, 4), (6, 14), (9, 21)], // 2021
    [(2, 1), (4, 5), (6, 3), (9, 10)], // 2022
    [(1, 22), (4, 5), (6, 22), (9, 29)], // 2023
    [(2, 10), (4, 4), (6, 10), (9, 17)], // 2024
    [(1, 29), (4, 4), (5, 31), (10, 6)], // 2025
    [(2, 17), (4, 5), (6, 19), (9, 25)], // 2026
    [(2, 6), (4, 5), (6, 9), (9, 15)], // 2027
    [(1, 26), (4, 4), (5, 28), (10, 3)], // 2028
    [(2, 13), (4, 4), (6, 16), (9, 22)], // 2029
    [(2, 3), (4, 5), (6, 5), (9, 12)], // 2030
    [(1, 23), (4, 5), (6, 24), (10, 1)], // 2031
    [(2, 11), (4, 4), (6, 12), (9, 19)], // 2032
    [(1, 31), (4, 4), (6, 1), (9, 8)], // 2033
    [(2, 19), (4, 5), (6, 20), (9, 27)], // 2034
    [(2, 8), (4, 5), (6, 10), (9, 16)], // 2035
    [(1, 28), (4, 4), (5, 30), (10, 4)], // 2036
    [(2, 15), (4, 4), (6, 18), (9, 24)], // 2037
    [(2, 4), (4, 5), (6, 7), (9, 13)], // 2038
    [(1, 24), (4, 5), (5, 27), (10, 2)], // 2039
    [(2, 12), (4, 4), (6, 14), (9, 20)], // 2040
    [(2, 1), (4, 4), (6, 3), (9, 10)], // 2041
    [(1, 22), (4, 4), (6, 22), (9, 28)], // 2042
    [(2, 10), (4, 5), (6, 11), (9, 17)], // 2043
    [(1, 30), (4, 4), (5, 31), (10, 5)], // 2044
    [(2, 17), (4, 4), (6, 19), (9, 25)], // 2045
    [(2, 6), (4, 4), (6, 8), (9, 15)], // 2046
    [(1, 26), (4, 5), (5, 29), (10, 4)], // 2047
    [(2, 14), (4, 4), (6, 15), (9, 22)], // 2048
    [(2, 2), (4, 4), (6, 4), (9, 11)], // 2049
    [(1, 23), (4, 4), (6, 23), (9, 30)], // 2050
];

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    #[test]
    fn the_feasts_fall_where_they_were_announced() {
        // Year, New Year, Qingming, Dragon Boat, Mid-Autumn as in the State Council's notices and almanacs.
        let announced = [
            (2008, (2, 7), (4, 4), (6, 8), (9, 14)),
            (2012, (1, 23), (4, 4), (6, 23), (9, 30)),
            (2015, (2, 19), (4, 5), (6, 20), (9, 27)),
            (2016, (2, 8), (4, 4), (6, 9), (9, 15)),
            (2017, (1, 28), (4, 4), (5, 30), (10, 4)),
            (2018, (2, 16), (4, 5), (6, 18), (9, 24)),
            (2019, (2, 5), (4, 5), (6, 7), (9, 13)),
            (2020, (1, 25), (4, 4), (6, 25), (10, 1)),
            (2021, (2, 12), (4, 4), (6, 14), (9, 21)),
            (2022, (2, 1), (4, 5), (6, 3), (9, 10)),
            (2023, (1, 22), (4, 5), (6, 22), (9, 29)),
            (2024, (2, 10), (4, 4), (6, 10), (9, 17)),
            (2025, (1, 29), (4, 4), (5, 31), (10, 6)),
            (2026, (2, 17), (4, 5), (6, 19), (9, 25)),
        ];
        for (year, spring, tombs, boats, moon) in announced {
            let date = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);
            assert_eq!(new_year(year), date(spring));
            assert_eq!(qingming(year), date(tombs));
            assert_eq!(dragon_boat(year), date(boats));
            assert_eq!(mid_autumn(year), date(moon));
        }
    }

    #[test]
    fn every_year_of_the_table_has_its_dates_in_their_season_and_no_other_year_has() {
        for year in YEARS {
            let spring = new_year(year).unwrap();
            assert!(spring >= NaiveDate::from_ymd_opt(year, 1, 21).unwrap());
            assert!(spring <= NaiveDate::from_ymd_opt(year, 2, 21).unwrap());
            assert!(qingming(year).is_some());
            // The first of a month is a new moon: whole months of 29 or 30 days lie between the feasts.
            let fifth_month = dragon_boat(year).unwrap() - Days::new(4);
            let eighth_month = mid_autumn(year).unwrap() - Days::new(14);
            for (from, to) in [(spring, fifth_month), (fifth_month, eighth_month)] {
                let days = (to - from).num_days() as f64;
                let months = (days / 29.530_589).round();
                assert!((days - months * 29.530_589).abs() < 1.3, "{year}");
            }
        }
        assert_eq!(new_year(1989), None);
        assert_eq!(mid_autumn(2051), None);
        assert_eq!(qingming(i32::MIN), None);
    }

    #[test]
    fn qingming_follows_the_almanac_formula() {
        // The usual interpolation between solar terms: (years of the century × 0.2422 + constant) − leap days.
        for year in YEARS {
            let in_century = year % 100;
            let constant = if year < 2000 { 5.59 } else { 4.81 };
            let day = (f64::from(in_century) * 0.2422 + constant) as i32 - in_century / 4;
            assert_eq!(qingming(year), NaiveDate::from_ymd_opt(year, 4, day as u32));
        }
    }
}
