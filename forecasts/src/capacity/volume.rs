//! Contacts of weeks to come, from volumes that somebody gives by month or week, and growth.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::WEEKS_PER_YEAR;

/// A calendar month: year and month.
pub type MonthKey = (i32, u32);

/// Volumes that do not tell all the weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// A day lies in neither a week nor a month that is given.
    #[error("{date} lies in no week and no month that is given; give its month")]
    Untold {
        /// The day.
        date: NaiveDate,
    },
    /// A month has contacts and no day to come on.
    #[error(
        "the representative week has no contacts, so nothing says on which days those of {year}-{month:02} come"
    )]
    NoShape {
        /// The year.
        year: i32,
        /// The month.
        month: u32,
    },
}

/// Contacts of each week from `first` on. A week that is given counts as it is; the days of others have their share of the
/// month: days weigh by their weekday as in a usual week (`weekday_weights`, Monday first), so that a month of five
/// Mondays does not make each of its Mondays busier than its share.
///
/// # Errors
/// [`VolumeError`].
pub fn contacts_of_weeks(
    (first, weeks): (NaiveDate, usize),
    by_week: &BTreeMap<NaiveDate, f64>,
    by_month: &BTreeMap<MonthKey, f64>,
    weekday_weights: &[f64; 7],
) -> Result<Vec<f64>, VolumeError> {
    let weight = |date: NaiveDate| {
        let index = date.weekday().num_days_from_monday() as usize;
        weekday_weights.get(index).copied().unwrap_or(0.0)
    };
    let starts = first.iter_days().step_by(7).take(weeks);
    starts
        .map(|start| {
            if let Some(contacts) = by_week.get(&start) {
                return Ok(*contacts);
            }
            let days = start.iter_days().take(7);
            days.map(|date| {
                let (year, month) = (date.year(), date.month());
                let contacts = *by_month
                    .get(&(year, month))
                    .ok_or(VolumeError::Untold { date })?;
                let all: f64 = days_of_month(date).map(weight).sum();
                if contacts <= 0.0 {
                    Ok(0.0)
                } else if all <= 0.0 {
                    Err(VolumeError::NoShape { year, month })
                } else {
                    Ok(contacts * weight(date) / all)
                }
            })
            .sum()
        })
        .collect()
}

/// The days of the month that a day lies in.
fn days_of_month(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let month = date.month();
    let first = date.checked_sub_days(Days::new(u64::from(date.day0())));
    let days = first.unwrap_or(date).iter_days();
    days.take_while(move |day| day.month() == month)
}

/// What volumes are multiplied by in a week when all change by a share at once and by another within each year, compounding.
///
/// ```
/// use crewcast_forecasts::capacity::growth_factor;
/// assert_eq!(growth_factor(0, 0.1, 0.2), 1.1);
/// // 1.1 · 1.2^(26 / 52.1775)
/// assert!((growth_factor(26, 0.1, 0.2) - 1.204_616).abs() < 1e-6);
/// ```
pub fn growth_factor(week: usize, change: f64, annual_growth: f64) -> f64 {
    (1.0 + change) * (1.0 + annual_growth).powf(week as f64 / WEEKS_PER_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_shared_by_weekdays_and_a_week_that_is_given_stands() {
        // June 2026 has 22 working days and July 23; Saturdays and Sundays have no contacts.
        let months = BTreeMap::from([((2026, 6), 2_200.0), ((2026, 7), 4_600.0)]);
        let weights = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
        let from = (date("2026-06-22"), 3);
        let told = contacts_of_weeks(from, &BTreeMap::new(), &months, &weights).unwrap();
        // Five days of 100; then two of 100 and three of 200; then five of 200.
        assert_eq!(told, [500.0, 800.0, 1_000.0]);
        let given = BTreeMap::from([(date("2026-06-29"), 777.0)]);
        let told = contacts_of_weeks(from, &given, &months, &weights).unwrap();
        assert_eq!(told, [500.0, 777.0, 1_000.0]);
    }

    #[test]
    fn a_day_nobody_tells_and_a_month_without_shape_are_named() {
        let months = BTreeMap::from([((2026, 6), 2_200.0)]);
        let from = (date("2026-06-29"), 1);
        let refused = contacts_of_weeks(from, &BTreeMap::new(), &months, &[1.0; 7]).unwrap_err();
        assert_eq!(
            refused,
            VolumeError::Untold {
                date: date("2026-07-01")
            }
        );
        let refused = contacts_of_weeks(from, &BTreeMap::new(), &months, &[0.0; 7]).unwrap_err();
        assert_eq!(
            refused,
            VolumeError::NoShape {
                year: 2026,
                month: 6
            }
        );
    }

    proptest! {
        #[test]
        fn a_years_weeks_add_up_to_its_months(volumes in prop::collection::vec(0.0..1e5f64, 14)) {
            let months: BTreeMap<MonthKey, f64> = volumes
                .iter()
                .zip(0..)
                .map(|(contacts, month)| ((2025 + (11 + month) / 12, u32::try_from((11 + month) % 12 + 1).unwrap()), *contacts))
                .collect();
            let weights = [1.3, 1.1, 1.0, 1.0, 0.9, 0.4, 0.2];
            // December 2025 to January 2027 hold all 53 weeks that touch 2026.
            let told = contacts_of_weeks((date("2025-12-29"), 53), &BTreeMap::new(), &months, &weights).unwrap();
            let whole: f64 = volumes[1..13].iter().sum();
            let edges: f64 = volumes[0] + volumes[13];
            let all: f64 = told.iter().sum();
            prop_assert!(all >= whole - 1e-6 && all <= whole + edges + 1e-6);
        }
    }
}
