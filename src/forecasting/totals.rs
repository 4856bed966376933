//! A forecast summed up: business unit, planning groups and queues by day, week and month.
//!
//! Every grain is the sum of the next finer one, and every level the sum of the level below, so that whichever table a
//! planner adds up, the total is the same.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use serde::Serialize;

use super::data::forecast_data;
use super::forecasts::Forecast;
use super::queues::queue_numbers;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{WeekGrid, find_business_unit, month_of, week_of};
use crate::tenancy::Scope;

/// The contacts of one local day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayTotal {
    /// The local day.
    pub date: NaiveDate,
    /// Contacts expected.
    pub offered: f64,
}

/// The contacts of the days of a week or month that are forecast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodSum {
    /// First day of the week or month, forecast or not.
    pub start_date: NaiveDate,
    /// Days of it that are forecast.
    pub days: u32,
    /// Contacts expected on them.
    pub offered: f64,
}

/// Contacts at every grain above the interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesTotals {
    /// All of them.
    pub offered: f64,
    /// Day by day.
    pub days: Vec<DayTotal>,
    /// By weeks from the business unit's first day of the week.
    pub weeks: Vec<PeriodSum>,
    /// By months of the calendar.
    pub months: Vec<PeriodSum>,
}

/// One queue's totals.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueTotals {
    /// The queue.
    pub queue_id: String,
    /// Its contacts.
    #[serde(flatten)]
    pub totals: SeriesTotals,
}

/// One planning group's totals.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupTotals {
    /// The planning group.
    pub planning_group_id: String,
    /// Its contacts.
    #[serde(flatten)]
    pub totals: SeriesTotals,
    /// Its queues, where they were forecast one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<QueueTotals>,
}

/// A forecast summed up, the planner's modifications included.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastTotals {
    /// All planning groups of the forecast.
    pub business_unit: SeriesTotals,
    /// One a planning group, in the order of their ids.
    pub planning_groups: Vec<GroupTotals>,
}

/// Sums a forecast up.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn forecast_totals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
) -> Result<ForecastTotals, Failure> {
    let first_weekday =
        find_business_unit(conn, scope, &forecast.business_unit_id)?.start_day_of_week;
    let grid = forecast.grid()?;
    let sum = |contacts: &[f64]| SeriesTotals::of(&grid, first_weekday, contacts);
    let mut queues: BTreeMap<String, Vec<QueueTotals>> = BTreeMap::new();
    for queue in queue_numbers(conn, scope, &forecast.id)? {
        let of_group = queues.entry(queue.planning_group_id).or_default();
        of_group.push(QueueTotals {
            queue_id: queue.queue_id,
            totals: sum(&queue.offered_per_interval),
        });
    }
    let data = forecast_data(conn, scope, &forecast.id)?;
    let mut all = vec![0.0; grid.intervals()];
    for group in &data {
        for (sum, contacts) in all.iter_mut().zip(&group.offered_per_interval) {
            *sum += contacts;
        }
    }
    Ok(ForecastTotals {
        business_unit: sum(&all),
        planning_groups: data
            .into_iter()
            .map(|group| GroupTotals {
                totals: sum(&group.offered_per_interval),
                queues: queues.remove(&group.planning_group_id).unwrap_or_default(),
                planning_group_id: group.planning_group_id,
            })
            .collect(),
    })
}

impl SeriesTotals {
    fn of(grid: &WeekGrid, first_weekday: Weekday, contacts: &[f64]) -> Self {
        let mut totals = Self::default();
        for (index, contacts) in contacts.iter().enumerate() {
            let (date, _) = grid.local(index);
            totals.offered += contacts;
            match totals.days.last_mut().filter(|day| day.date == date) {
                Some(day) => day.offered += contacts,
                None => totals.days.push(DayTotal {
                    date,
                    offered: *contacts,
                }),
            }
        }
        totals.weeks = periods(&totals.days, |date| week_of(date, first_weekday));
        totals.months = periods(&totals.days, month_of);
        totals
    }
}

fn periods(days: &[DayTotal], start_of: impl Fn(NaiveDate) -> NaiveDate) -> Vec<PeriodSum> {
    let mut found: Vec<PeriodSum> = Vec::new();
    for day in days {
        let start_date = start_of(day.date);
        match found
            .last_mut()
            .filter(|period| period.start_date == start_date)
        {
            Some(period) => {
                period.days += 1;
                period.offered += day.offered;
            }
            None => found.push(PeriodSum {
                start_date,
                days: 1,
                offered: day.offered,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe;

    use super::*;

    #[test]
    fn a_day_of_25_hours_has_all_its_contacts_and_months_part_inside_a_week() {
        let grid = WeekGrid::of_days("2026-10-25".parse().unwrap(), 8, Europe::Berlin, 60).unwrap();
        let found = SeriesTotals::of(&grid, Weekday::Mon, &vec![1.0; grid.intervals()]);
        assert_eq!((found.offered, found.days[0].offered), (193.0, 25.0));
        let listed = |periods: &[PeriodSum]| -> Vec<(String, u32, f64)> {
            let row = |p: &PeriodSum| (p.start_date.to_string(), p.days, p.offered);
            periods.iter().map(row).collect()
        };
        assert_eq!(
            listed(&found.weeks),
            [
                ("2026-10-19".to_owned(), 1, 25.0),
                ("2026-10-26".to_owned(), 7, 168.0)
            ]
        );
        assert_eq!(
            listed(&found.months),
            [
                ("2026-10-01".to_owned(), 7, 169.0),
                ("2026-11-01".to_owned(), 1, 24.0)
            ]
        );
    }
}
