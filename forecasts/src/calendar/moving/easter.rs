//! Easter Sunday, western and orthodox.

use chrono::{Days, NaiveDate};

/// Easter Sunday of the western churches, by the Gregorian computus.
///
/// Source: the anonymous algorithm of *Nature*, 20 April 1876, as given by Meeus, *Astronomical Algorithms*, ch. 8;
/// exact for every year from 1583 on. `None` before that, and for years `chrono` cannot hold.
///
/// ```
/// use chrono::NaiveDate;
/// use crewcast_forecasts::calendar::moving::easter;
/// assert_eq!(easter::western(2026), NaiveDate::from_ymd_opt(2026, 4, 5));
/// ```
#[must_use]
pub fn western(year: i32) -> Option<NaiveDate> {
    if year < 1583 {
        return None;
    }
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    from_march(year, epact + to_sunday - 7 * late + 22)
}

/// Easter Sunday of the orthodox churches as a Gregorian date, by the Julian computus.
///
/// Source: Meeus, *Astronomical Algorithms*, ch. 8 (the Julian date), shifted by the calendars' difference in days.
/// `None` before 1583, and for years `chrono` cannot hold.
///
/// ```
/// use chrono::NaiveDate;
/// use crewcast_forecasts::calendar::moving::easter;
/// assert_eq!(easter::orthodox(2026), NaiveDate::from_ymd_opt(2026, 4, 12));
/// ```
#[must_use]
pub fn orthodox(year: i32) -> Option<NaiveDate> {
    if year < 1583 {
        return None;
    }
    let epact = (19 * (year % 19) + 15) % 30;
    let to_sunday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7;
    let century = year / 100;
    let calendars_apart = century - century / 4 - 2;
    from_march(year, epact + to_sunday + 22 + calendars_apart)
}

/// The `day`th day counted from 1 March (1 = 1 March).
fn from_march(year: i32, day: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 3, 1)?;
    first.checked_add_days(Days::new(u64::try_from(day - 1).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn western_easter_falls_where_the_almanacs_print_it() {
        let printed = [
            (1818, (3, 22)),
            (1943, (4, 25)),
            (1954, (4, 18)),
            (1981, (4, 19)),
            (1999, (4, 4)),
            (2000, (4, 23)),
            (2008, (3, 23)),
            (2011, (4, 24)),
            (2016, (3, 27)),
            (2019, (4, 21)),
            (2020, (4, 12)),
            (2021, (4, 4)),
            (2022, (4, 17)),
            (2023, (4, 9)),
            (2024, (3, 31)),
            (2025, (4, 20)),
            (2026, (4, 5)),
            (2027, (3, 28)),
            (2038, (4, 25)),
        ];
        for (year, date) in printed {
            assert_eq!(western(year), day(year, date), "{year}");
        }
    }

    #[test]
    fn orthodox_easter_falls_where_the_almanacs_print_it() {
        let printed = [
            (2008, (4, 27)),
            (2010, (4, 4)),
            (2012, (4, 15)),
            (2013, (5, 5)),
            (2016, (5, 1)),
            (2017, (4, 16)),
            (2018, (4, 8)),
            (2019, (4, 28)),
            (2020, (4, 19)),
            (2021, (5, 2)),
            (2022, (4, 24)),
            (2023, (4, 16)),
            (2024, (5, 5)),
            (2025, (4, 20)),
            (2026, (4, 12)),
        ];
        for (year, date) in printed {
            assert_eq!(orthodox(year), day(year, date), "{year}");
        }
    }

    #[test]
    fn there_is_no_easter_before_the_gregorian_calendar() {
        assert_eq!(western(1582), None);
        assert_eq!(orthodox(1582), None);
    }
}
