//! Local days and instants as the solver's slots, and back.

use chrono::Datelike;
use crewcast_solver::problem::{ClockChange, Day, Slot, Weekday};

use super::week_grid::{GridDay, WeekGrid};
use crate::db::Instant;

/// A grid cut into slots that are as long as an interval, or a whole part of it.
#[derive(Clone, Debug)]
pub struct Slots<'a> {
    grid: &'a WeekGrid,
    minutes: u32,
}

impl<'a> Slots<'a> {
    /// Cuts a grid; `minutes` must divide its interval.
    pub fn new(grid: &'a WeekGrid, minutes: u32) -> Self {
        Self {
            grid,
            minutes: minutes.max(1),
        }
    }

    /// Length of a slot.
    pub fn minutes(&self) -> u32 {
        self.minutes
    }

    /// Slots of an interval.
    pub fn per_interval(&self) -> usize {
        (self.grid.interval_minutes() / self.minutes).max(1) as usize
    }

    /// When a slot starts; slots past the grid's end lie after it.
    pub fn start(&self, slot: Slot) -> Instant {
        let slot = i64::try_from(slot).unwrap_or(i64::MAX);
        let minutes = slot.saturating_mul(i64::from(self.minutes));
        self.grid.start().plus_minutes(minutes)
    }

    /// The slot in which `at` falls, and the one that starts at or after it; negative before the grid.
    pub fn around(&self, at: Instant) -> (i64, i64) {
        let millis = at.epoch_millis() - self.grid.start().epoch_millis();
        let slot = i64::from(self.minutes) * 60_000;
        (millis.div_euclid(slot), -(-millis).div_euclid(slot))
    }

    /// The grid's days. A day that is not 24 hours long carries the change of its clock.
    pub fn days(&self) -> Vec<Day> {
        let per_interval = self.per_interval();
        self.grid
            .days()
            .iter()
            .enumerate()
            .map(|(index, day)| Day {
                first_slot: day.first_interval * per_interval,
                slots: day.intervals * per_interval,
                weekday: weekday(day.date.weekday()),
                week: index / 7,
                clock_change: self.clock_change(day),
                // A slot's day knows no calendar; who weighs holidays marks them.
                is_public_holiday: false,
            })
            .collect()
    }

    fn clock_change(&self, day: &GridDay) -> Option<ClockChange> {
        let interval = i64::from(self.grid.interval_minutes());
        let intervals = i64::try_from(day.intervals).unwrap_or(0);
        let forward = 1_440 - intervals * interval;
        if forward == 0 {
            return None;
        }
        let elapsed = |offset: usize| i64::try_from(offset).unwrap_or(0) * interval;
        let changed = (0..day.intervals).find(|offset| {
            let (_, local) = self.grid.local(day.first_interval + offset);
            i64::from(local) != elapsed(*offset)
        });
        Some(ClockChange {
            at_minutes: u32::try_from(elapsed(changed?)).ok()?,
            forward_minutes: i32::try_from(forward).ok()?,
        })
    }
}

/// A day of the week in the solver's words.
pub fn weekday(day: chrono::Weekday) -> Weekday {
    match day {
        chrono::Weekday::Mon => Weekday::Monday,
        chrono::Weekday::Tue => Weekday::Tuesday,
        chrono::Weekday::Wed => Weekday::Wednesday,
        chrono::Weekday::Thu => Weekday::Thursday,
        chrono::Weekday::Fri => Weekday::Friday,
        chrono::Weekday::Sat => Weekday::Saturday,
        chrono::Weekday::Sun => Weekday::Sunday,
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use chrono_tz::{America, Europe};

    fn grid(week: &str, zone: chrono_tz::Tz) -> WeekGrid {
        WeekGrid::new(week.parse().unwrap(), 1, chrono::Weekday::Mon, zone, 30).unwrap()
    }

    #[test]
    fn nine_in_the_morning_is_the_right_instant_on_the_day_the_clock_goes_forward() {
        let grid = grid("2026-03-23", Europe::Berlin);
        let slots = Slots::new(&grid, 15);
        let days = slots.days();
        assert_eq!((days[5].slots, days[6].slots), (96, 92));
        assert_eq!(
            days[6].clock_change,
            Some(ClockChange {
                at_minutes: 120,
                forward_minutes: 60
            })
        );
        let at = |day: usize, minutes| slots.start(days[day].slot_at(minutes, 15)).to_string();
        assert_eq!(at(5, 540), "2026-03-28T08:00:00Z");
        assert_eq!(at(6, 540), "2026-03-29T07:00:00Z");
        assert_eq!(at(6, 60), "2026-03-29T00:00:00Z");
    }

    #[test]
    fn and_on_the_day_it_goes_back() {
        let grid = grid("2026-10-26", America::New_York);
        let slots = Slots::new(&grid, 30);
        let days = slots.days();
        assert_eq!(
            days[6].clock_change,
            Some(ClockChange {
                at_minutes: 120,
                forward_minutes: -60
            })
        );
        let nine = slots.start(days[6].slot_at(540, 30));
        assert_eq!(nine.to_string(), "2026-11-01T14:00:00Z");
    }

    #[test]
    fn an_instant_between_slots_has_one_before_and_one_after() {
        let grid = grid("2026-03-23", Europe::Berlin);
        let slots = Slots::new(&grid, 15);
        assert_eq!(slots.around(grid.start().plus_minutes(-1)), (-1, 0));
        assert_eq!(slots.around(grid.start().plus_minutes(15)), (1, 1));
    }
}
