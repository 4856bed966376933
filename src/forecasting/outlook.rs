//! A planning group's days up to two and a half years ahead: for headcount and budget, not for shifts. Nothing of it is stored.

use chrono::NaiveDate;
use crewcast_forecasts::long_range::{DayOutlook, MOST_WEEKS_AHEAD, forecast_days};
use serde::Serialize;

use super::local_days::slots_of;
use super::past::{cleaned_past, weeks_before};
use super::request::MOST_HISTORY_WEEKS;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{
    calendar_of, find_business_unit, find_planning_group, month_of, week_of,
};
use crate::tenancy::Scope;

/// One day's expected contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutlookDay {
    /// The local day.
    pub date: NaiveDate,
    /// Expected contacts; 0 where the planning group is expected closed.
    pub mean: f64,
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

/// The days of a week or month together. The bounds are the sums of the days' bounds: right for days that are off
/// together, as level and trend make them, and a little too wide otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutlookSum {
    /// First day of the week or month, whether or not it is told.
    pub start_date: NaiveDate,
    /// Days of it that are told: fewer than all at both ends.
    pub days: u32,
    /// Expected contacts.
    pub mean: f64,
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

/// Days, weeks and months to come.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DailyOutlook {
    /// The planning group.
    pub planning_group_id: String,
    /// First observed day it was learnt from.
    pub history_start_date: NaiveDate,
    /// The last one; the first day told is the next.
    pub history_end_date: NaiveDate,
    /// Day by day.
    pub days: Vec<OutlookDay>,
    /// By weeks from the business unit's first day of the week.
    pub weeks: Vec<OutlookSum>,
    /// By months of the calendar.
    pub months: Vec<OutlookSum>,
}

/// Tells the days after the last whole one observed, from up to three years of history with the repairs that stand.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group; [`Failure::Invalid`] at `?weeks`; [`Failure::Conflict`]
/// `cannot-be-forecast` with less than a week of history.
pub fn daily_outlook(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    planning_group_id: &str,
    weeks: usize,
) -> Result<DailyOutlook, Failure> {
    let mut faults = Faults::default();
    faults.require(
        (1..=MOST_WEEKS_AHEAD).contains(&weeks),
        "?weeks",
        "out-of-range",
        format!("use 1 to {MOST_WEEKS_AHEAD} weeks"),
    );
    faults.into_result()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let group = find_planning_group(conn, scope, business_unit_id, planning_group_id)?;
    let today = scope
        .now
        .to_utc()
        .with_timezone(&unit.time_zone)
        .date_naive();
    let minutes = unit.interval_length_minutes;
    let grid = weeks_before(today, MOST_HISTORY_WEEKS, unit.time_zone, minutes)?;
    slots_of(&grid).map_err(|error| {
        let detail = format!("{error}; change the business unit's interval length");
        Failure::conflict("unsupported-interval-length", detail)
    })?;
    let calendar = calendar_of(conn, scope, &unit.id)?;
    let history = cleaned_past(conn, scope, &group, &grid, &calendar)?.volume;
    let refused = |reason: String| {
        let detail = format!("planning group {:?} ({}): {reason}", group.name, group.id);
        Failure::conflict("cannot-be-forecast", detail)
    };
    let days = forecast_days(&history, &calendar, 7 * weeks)
        .map_err(|error| refused(error.to_string()))?;
    let observed = history
        .trimmed()
        .ok_or_else(|| refused("it has no history; import some".to_owned()))?;
    Ok(DailyOutlook {
        planning_group_id: group.id,
        history_start_date: observed.first_date(),
        history_end_date: observed.end_date().pred_opt().unwrap_or(NaiveDate::MIN),
        weeks: sums(&days, |date| week_of(date, unit.start_day_of_week)),
        months: sums(&days, month_of),
        days: days
            .into_iter()
            .map(|day| OutlookDay {
                date: day.date,
                mean: day.mean,
                p10: day.p10,
                p90: day.p90,
            })
            .collect(),
    })
}

/// Adds up the days that `start` gives the same first day.
fn sums(days: &[DayOutlook], start: impl Fn(NaiveDate) -> NaiveDate) -> Vec<OutlookSum> {
    let mut sums: Vec<OutlookSum> = Vec::new();
    for day in days {
        let start_date = start(day.date);
        if sums.last().is_none_or(|sum| sum.start_date != start_date) {
            sums.push(OutlookSum {
                start_date,
                days: 0,
                mean: 0.0,
                p10: 0.0,
                p90: 0.0,
            });
        }
        if let Some(sum) = sums.last_mut() {
            sum.days += 1;
            sum.mean += day.mean;
            sum.p10 += day.p10;
            sum.p90 += day.p90;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    #[test]
    fn days_add_up_by_the_business_units_weeks_and_by_months() {
        let first: NaiveDate = "2026-06-24".parse().unwrap();
        let days: Vec<DayOutlook> = first
            .iter_days()
            .take(10)
            .map(|date| DayOutlook {
                date,
                mean: 10.0,
                p10: 8.0,
                p90: 13.0,
            })
            .collect();
        let found = |sums: Vec<OutlookSum>| -> Vec<(String, u32, f64)> {
            sums.iter()
                .map(|sum| (sum.start_date.to_string(), sum.days, sum.mean))
                .collect()
        };
        let weeks = sums(&days, |date| week_of(date, Weekday::Sun));
        assert_eq!(
            found(weeks),
            [
                ("2026-06-21".to_owned(), 4, 40.0),
                ("2026-06-28".to_owned(), 6, 60.0)
            ]
        );
        let months = sums(&days, month_of);
        assert_eq!(months[1].p90, 39.0);
        assert_eq!(
            found(months),
            [
                ("2026-06-01".to_owned(), 7, 70.0),
                ("2026-07-01".to_owned(), 3, 30.0)
            ]
        );
    }
}
