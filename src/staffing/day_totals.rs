//! The daily table: volume, required, scheduled, over, under, predicted service level.

use chrono::NaiveDate;
use serde::Serialize;

use super::interval_service::{IntervalService, ServiceStatus};
use crate::organisation::WeekGrid;

/// One planning group over the intervals of a grid.
#[derive(Clone, Copy, Debug)]
pub struct StaffedGroup<'a> {
    /// Contacts offered.
    pub offered: &'a [f64],
    /// Agents required, counted as `scheduled` is: both gross or both net.
    pub required: &'a [u32],
    /// Agents scheduled for on-queue work; one who serves several groups counts as a part in each.
    pub scheduled: &'a [f64],
    /// What they are predicted to give.
    pub service: &'a [IntervalService],
}

/// A local day of all planning groups. Hours are agent-hours.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayTotals {
    /// The local date.
    pub date: NaiveDate,
    /// Contacts offered.
    pub volume: f64,
    /// Agent-hours required.
    pub required_hours: f64,
    /// Agent-hours scheduled for on-queue work.
    pub scheduled_hours: f64,
    /// Scheduled beyond the requirement, interval by interval and group by group.
    pub over_hours: f64,
    /// Missing to the requirement.
    pub under_hours: f64,
    /// Share of the day's contacts answered in time, 0 to 1: intervals weigh by their contacts, unstable ones count
    /// as 0, the limit of a queue without end. Null on a day without contacts.
    pub predicted_service_level: Option<f64>,
    /// Intervals with contacts whose load is at or above their agents, over all groups.
    pub unstable_intervals: u32,
}

/// Adds the groups' intervals up by local day; intervals a series does not reach count as nothing.
pub fn day_totals(grid: &WeekGrid, groups: &[StaffedGroup<'_>]) -> Vec<DayTotals> {
    let hours = f64::from(grid.interval_minutes()) / 60.0;
    grid.days()
        .iter()
        .map(|day| {
            let mut total = DayTotals {
                date: day.date,
                volume: 0.0,
                required_hours: 0.0,
                scheduled_hours: 0.0,
                over_hours: 0.0,
                under_hours: 0.0,
                predicted_service_level: None,
                unstable_intervals: 0,
            };
            let (mut judged, mut in_time) = (0.0, 0.0);
            for group in groups {
                for index in day.first_interval..day.first_interval + day.intervals {
                    let figure = |series: &[f64]| series.get(index).copied().unwrap_or(0.0);
                    let (offered, scheduled) = (figure(group.offered), figure(group.scheduled));
                    let required = f64::from(group.required.get(index).copied().unwrap_or(0));
                    total.volume += offered;
                    total.required_hours += required * hours;
                    total.scheduled_hours += scheduled * hours;
                    total.over_hours += (scheduled - required).max(0.0) * hours;
                    total.under_hours += (required - scheduled).max(0.0) * hours;
                    let Some(service) = group.service.get(index) else {
                        continue;
                    };
                    match (service.status, service.service_level) {
                        (ServiceStatus::Unstable, _) => {
                            judged += offered;
                            total.unstable_intervals += 1;
                        }
                        (ServiceStatus::Steady | ServiceStatus::Walked, Some(level)) => {
                            judged += offered;
                            in_time += offered * level;
                        }
                        (
                            ServiceStatus::Steady | ServiceStatus::Walked | ServiceStatus::Idle,
                            _,
                        ) => {}
                    }
                }
            }
            total.predicted_service_level = (judged > 0.0).then(|| in_time / judged);
            total
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe;

    fn level(service_level: f64) -> IntervalService {
        IntervalService {
            status: ServiceStatus::Steady,
            service_level: Some(service_level),
            average_speed_of_answer_seconds: Some(5.0),
            mean_wait_seconds: Some(5.0),
            abandon_rate: Some(0.0),
            p_wait: Some(0.3),
            occupancy: Some(0.8),
        }
    }

    #[test]
    fn a_days_service_level_weighs_by_contacts_and_counts_unstable_intervals_as_nothing() {
        let grid = WeekGrid::of_days("2026-06-01".parse().unwrap(), 2, Europe::Berlin, 30).unwrap();
        let mut offered = vec![0.0; 96];
        let mut service = vec![level(1.0); 96];
        (offered[16], service[16]) = (30.0, level(0.9));
        (offered[17], service[17]) = (10.0, level(0.5));
        (offered[18], service[18]) = (10.0, IntervalService::UNSTABLE);
        let mut required = vec![0; 96];
        let mut scheduled = vec![0.0; 96];
        (required[16], scheduled[16]) = (10, 12.5);
        (required[17], scheduled[17]) = (10, 6.5);
        let group = StaffedGroup {
            offered: &offered,
            required: &required,
            scheduled: &scheduled,
            service: &service,
        };
        let days = day_totals(&grid, &[group]);
        assert_eq!(days.len(), 2);
        let monday = &days[0];
        assert_eq!((monday.volume, monday.unstable_intervals), (50.0, 1));
        assert_eq!((monday.required_hours, monday.scheduled_hours), (10.0, 9.5));
        assert_eq!((monday.over_hours, monday.under_hours), (1.25, 1.75));
        let expected = (30.0 * 0.9 + 10.0 * 0.5) / 50.0;
        assert!((monday.predicted_service_level.unwrap() - expected).abs() < 1e-12);
        assert_eq!(days[1].predicted_service_level, None);
    }

    #[test]
    fn the_surplus_of_one_group_does_not_hide_the_shortage_of_another() {
        let grid = WeekGrid::of_days("2026-06-01".parse().unwrap(), 1, Europe::Berlin, 60).unwrap();
        let group = |required: &'static [u32], scheduled: &'static [f64]| StaffedGroup {
            offered: &[],
            required,
            scheduled,
            service: &[],
        };
        let days = day_totals(&grid, &[group(&[5], &[3.0]), group(&[5], &[7.0])]);
        assert_eq!((days[0].over_hours, days[0].under_hours), (2.0, 2.0));
    }
}
