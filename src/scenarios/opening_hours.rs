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
