//! Mainland China: days off and make-up workdays, decreed anew each year.
//!
//! `mainland_china.csv` is a calendar file like an uploaded one, with two columns more: the Chinese name and the number
//! of the notice each day stands in. What the notices leave open was decided thus:
//! - a day off is a day the notice names; a weekend it only touches ("与周末连休") stays an ordinary weekend;
//! - where two holidays share one arrangement, Mid-Autumn is the fifteenth of the eighth month (in 2020 and 2025 beside
//!   the National Day's entry of the same day), and all other days are the National Day's;
//! - the Spring Festival of 2020 runs to 2 February, as extended in January, so 1 February was not worked.

use std::ops::RangeInclusive;

use chrono::Datelike;

use crate::calendar::{Calendar, CalendarFileError};

pub(super) const YEARS: RangeInclusive<i32> = 2018..=2026;

pub(super) const SOURCE: &str = "State Council of the People's Republic of China, yearly notices on the arrangement of holidays: \
     国办发明电〔2017〕12号 (2018), 〔2018〕15号 and 〔2019〕3号 (2019), 〔2019〕16号 and 〔2020〕1号 (2020), 〔2020〕27号 (2021), \
     〔2021〕11号 (2022), 〔2022〕16号 (2023), 〔2023〕7号 (2024), 〔2024〕12号 (2025), 〔2025〕7号 (2026)";

const FILE: &str = include_str!("mainland_china.csv");

pub(super) fn calendar(years: RangeInclusive<i32>) -> Result<Calendar, CalendarFileError> {
    let all = Calendar::from_csv(FILE)?;
    let within = all.iter().filter(|day| years.contains(&day.date.year()));
    Ok(within.cloned().collect())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::{Days, NaiveDate, Weekday};

    use super::*;
    use crate::calendar::moving::lunar_new_year;
    use crate::calendar::{SpecialDay, SpecialDayKind};

    fn all() -> Calendar {
        calendar(YEARS).unwrap()
    }

    fn dates(of: impl Fn(&SpecialDay) -> bool) -> BTreeSet<NaiveDate> {
        all()
            .iter()
            .filter(|day| of(day))
            .map(|day| day.date)
            .collect()
    }

    #[test]
    fn each_year_has_as_many_days_off_and_make_up_workdays_as_its_notices_name() {
        // The days by the year they fall in: 2 days off and a workday of 2019's notice fall in December 2018, a day off
        // of 2023's in December 2022.
        let counted = YEARS.map(|year| {
            let of = |kind| dates(|day| day.kind == kind && day.date.year() == year).len();
            (
                year,
                of(SpecialDayKind::PublicHoliday),
                of(SpecialDayKind::MakeUpWorkday),
            )
        });
        assert_eq!(
            counted.collect::<Vec<_>>(),
            [
                (2018, 25, 7),
                (2019, 22, 6),
                (2020, 30, 6),
                (2021, 31, 7),
                (2022, 32, 7),
                (2023, 26, 7),
                (2024, 28, 8),
                (2025, 28, 5),
                (2026, 33, 6),
            ]
        );
    }

    #[test]
    fn make_up_workdays_are_weekend_days_and_never_days_off() {
        let worked = dates(|day| day.kind == SpecialDayKind::MakeUpWorkday);
        let off = dates(|day| day.kind == SpecialDayKind::PublicHoliday);
        assert!(worked.is_disjoint(&off));
        for day in worked {
            assert!(
                matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
                "{day}"
            );
        }
    }

    #[test]
    fn holidays_contain_the_feast_they_are_named_after() {
        for year in YEARS {
            let feasts = [
                ("New Year's Day", NaiveDate::from_ymd_opt(year, 1, 1)),
                ("Spring Festival", lunar_new_year::new_year(year)),
                ("Qingming Festival", lunar_new_year::qingming(year)),
                ("Labour Day", NaiveDate::from_ymd_opt(year, 5, 1)),
                ("Dragon Boat Festival", lunar_new_year::dragon_boat(year)),
                ("Mid-Autumn Festival", lunar_new_year::mid_autumn(year)),
                ("National Day", NaiveDate::from_ymd_opt(year, 10, 1)),
            ];
            for (name, date) in feasts {
                let entries = all();
                let entries = entries.on(date.unwrap());
                assert!(entries.iter().any(|day| day.name == name), "{year} {name}");
            }
        }
    }

    #[test]
    fn weekdays_off_less_make_up_workdays_are_the_statutory_days_of_the_year() {
        // Regulation on Public Holidays: 11 days, from 2025 on 13. The extension of 2020 gave a weekday more (31 January)
        // and took back a make-up workday (1 February).
        for year in YEARS {
            let of_year = |kind| dates(move |day| day.kind == kind && day.date.year() == year);
            let off = of_year(SpecialDayKind::PublicHoliday);
            let weekdays_off = off
                .iter()
                .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
            let worked = of_year(SpecialDayKind::MakeUpWorkday).len();
            let statutory = match year {
                2020 => 11 + 2,
                ..2025 => 11,
                _ => 13,
            };
            assert_eq!(weekdays_off.count() - worked, statutory, "{year}");
        }
    }

    #[test]
    fn seven_holidays_share_all_days_off_and_every_row_says_its_notice() {
        let names: BTreeSet<String> = all().iter().map(|day| day.name.clone()).collect();
        let plain = |name: &String| !name.ends_with(" make-up workday");
        assert_eq!(names.iter().filter(|name| plain(name)).count(), 7);
        let mut of_notice = BTreeMap::<&str, usize>::new();
        for row in FILE.lines().skip(1) {
            let notice = row.rsplit(',').next().unwrap();
            assert!(
                SOURCE.contains(notice.trim_start_matches("国办发明电")),
                "{row}"
            );
            *of_notice.entry(notice).or_default() += 1;
        }
        assert_eq!(of_notice.len(), 11);
    }

    #[test]
    fn the_spring_festival_of_2020_was_extended() {
        let day = |month, day| NaiveDate::from_ymd_opt(2020, month, day).unwrap();
        let calendar = all();
        for date in day(1, 24).iter_days().take_while(|date| *date <= day(2, 2)) {
            assert!(calendar.is_public_holiday(date) && !calendar.is_make_up_workday(date));
        }
        assert!(calendar.on(day(2, 2) + Days::new(1)).is_empty());
    }
}
