//! Other hours in which contacts are taken.

use chrono::{Datelike, Weekday};
use serde::{Deserialize, Serialize};

use super::demand::scale_volume;
use crate::failure::Faults;
use crate::forecasting::GroupForecast;
use crate::organisation::WeekGrid;

const DAY_MINUTES: u32 = 1_440;

/// Hours of some weekdays. Contacts that came outside of them come within them on the same day, as far as `returningPercent`
/// says, spread as the contacts there are; the others are lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedOpeningHours {
    /// Planning groups of the forecast.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// The days, `Mon` to `Sun`; all of them when empty.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub weekdays: Vec<Weekday>,
    /// When the first contact is taken, minutes from local midnight.
    pub opens_minutes_from_midnight: u32,
    /// When no contact is taken any more, at most 1,440; the same as when it opens for a day that is closed.
    pub closes_minutes_from_midnight: u32,
    /// Share of the contacts from outside that come within the hours instead, percent: 0 to 100; 0 when left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub returning_percent: f64,
}

impl ChangedOpeningHours {
    pub(super) fn check(&self, at: &str, faults: &mut Faults) {
        let (opens, closes) = (
            self.opens_minutes_from_midnight,
            self.closes_minutes_from_midnight,
        );
        faults.require(
            opens <= closes && closes <= DAY_MINUTES,
            format!("{at}/closesMinutesFromMidnight"),
            "out-of-range",
            format!("close no earlier than it opens, and at {DAY_MINUTES} at the latest"),
        );
        let holds = (0.0..=100.0).contains(&self.returning_percent);
        let pointer = format!("{at}/returningPercent");
        faults.require(holds, pointer, "out-of-range", "use 0 to 100 percent");
    }

    /// Moves and drops contacts; how many are lost.
    pub(super) fn apply(&self, demand: &mut GroupForecast, grid: &WeekGrid) -> f64 {
        let mut factors = vec![1.0; grid.intervals()];
        let mut lost = 0.0;
        let offered = demand.offered_per_interval.clone();
        let at = |index: usize| offered.get(index).copied().unwrap_or(0.0);
        for day in grid.days() {
            if !(self.weekdays.is_empty() || self.weekdays.contains(&day.date.weekday())) {
                continue;
            }
            let intervals = day.first_interval..day.first_interval + day.intervals;
            let (open, shut): (Vec<usize>, Vec<usize>) =
                intervals.partition(|index| self.is_open(grid.local(*index).1));
            let inside: f64 = open.iter().map(|index| at(*index)).sum();
            let outside: f64 = shut.iter().map(|index| at(*index)).sum();
            let returning = if inside > 0.0 {
                outside * self.returning_percent / 100.0
            } else {
                0.0
            };
            lost += outside - returning;
            let more = if inside > 0.0 {
                1.0 + returning / inside
            } else {
                1.0
            };
            for (indices, factor) in [(open, more), (shut, 0.0)] {
                for index in indices {
                    if let Some(of) = factors.get_mut(index) {
                        *of = factor;
                    }
                }
            }
        }
        scale_volume(demand, |index| factors.get(index).copied().unwrap_or(1.0));
        lost
    }

    fn is_open(&self, minute: u32) -> bool {
        (self.opens_minutes_from_midnight..self.closes_minutes_from_midnight).contains(&minute)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;

    use super::*;

    /// One contact an hour in the week of a change of clocks, whose Sunday has `sunday` hours.
    fn week(date: &str, sunday: usize) -> (WeekGrid, GroupForecast) {
        let grid = WeekGrid::new(date.parse().unwrap(), 1, Weekday::Mon, Berlin, 60).unwrap();
        assert_eq!(grid.days()[6].intervals, sunday);
        let ones = vec![1.0; grid.intervals()];
        let demand = GroupForecast {
            planning_group_id: "cards".to_owned(),
            offered_per_interval: ones.clone(),
            offered_per_interval_p10: ones.clone(),
            offered_per_interval_p50: ones.clone(),
            offered_per_interval_p90: ones.clone(),
            average_handle_time_seconds_per_interval: ones,
        };
        (grid, demand)
    }

    fn hours(
        weekdays: &[Weekday],
        opens: u32,
        closes: u32,
        returning_percent: f64,
    ) -> ChangedOpeningHours {
        ChangedOpeningHours {
            planning_group_ids: Vec::new(),
            weekdays: weekdays.to_vec(),
            opens_minutes_from_midnight: opens * 60,
            closes_minutes_from_midnight: closes * 60,
            returning_percent,
        }
    }

    fn of_day(grid: &WeekGrid, demand: &GroupForecast, day: usize) -> Vec<f64> {
        let day = grid.days()[day];
        demand.offered_per_interval[day.first_interval..][..day.intervals].to_vec()
    }

    #[test]
    fn contacts_from_outside_are_lost_or_come_within_the_hours_of_their_day() {
        let (grid, mut demand) = week("2026-06-01", 24);
        // Ten hours are open; of 14 contacts from outside half come again: 0.7 in each open hour.
        let lost = hours(&[], 8, 18, 50.0).apply(&mut demand, &grid);
        assert!((lost - 7.0 * 7.0).abs() < 1e-9);
        let monday = of_day(&grid, &demand, 0);
        assert_eq!((monday[7], monday[18]), (0.0, 0.0));
        assert!(
            monday[8..18]
                .iter()
                .all(|contacts| (contacts - 1.7).abs() < 1e-12)
        );
        assert_eq!(demand.offered_per_interval_p90, demand.offered_per_interval);
        assert!(
            demand
                .average_handle_time_seconds_per_interval
                .iter()
                .all(|seconds| *seconds == 1.0)
        );
    }

    #[test]
    fn a_day_of_23_or_25_hours_opens_and_closes_by_the_local_clock() {
        for (date, sunday, before) in [("2026-03-23", 23, 7), ("2026-10-19", 25, 9)] {
            let (grid, mut demand) = week(date, sunday);
            let lost = hours(&[Weekday::Sun], 8, 18, 0.0).apply(&mut demand, &grid);
            assert_eq!(lost, sunday as f64 - 10.0, "{date}");
            let day = of_day(&grid, &demand, 6);
            assert!(
                day[..before].iter().all(|contacts| *contacts == 0.0),
                "{day:?}"
            );
            assert!(
                day[before..before + 10]
                    .iter()
                    .all(|contacts| *contacts == 1.0),
                "{day:?}"
            );
            assert_eq!(of_day(&grid, &demand, 5), vec![1.0; 24]);
        }
    }

    #[test]
    fn on_a_day_that_is_closed_nobody_can_come_again() {
        let (grid, mut demand) = week("2026-06-01", 24);
        let lost = hours(&[Weekday::Sat, Weekday::Sun], 9, 9, 100.0).apply(&mut demand, &grid);
        assert_eq!(lost, 48.0);
        assert_eq!(demand.offered_per_interval.iter().sum::<f64>(), 120.0);
    }
}
