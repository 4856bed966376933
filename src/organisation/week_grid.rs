//! The intervals of a business unit's weeks: local days laid over continuous UTC time.

use chrono::{
    Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
    Weekday,
};
use chrono_tz::Tz;

use crate::db::Instant;
use crate::failure::Failure;

/// Weeks that are scheduled at once.
const MOST_WEEKS_SCHEDULED: u32 = 13;

/// One local calendar day of the grid: 24 hours, or 23 or 25 when clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridDay {
    /// The local date.
    pub date: NaiveDate,
    /// Index of the day's first interval.
    pub first_interval: usize,
    /// How many intervals the day has.
    pub intervals: usize,
}

/// A whole number of weeks in a business unit's zone, cut into intervals that are equal in real time.
///
/// Interval `i` starts at `start + i × interval_minutes`, whatever local clocks do meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekGrid {
    start: Instant,
    zone: Tz,
    interval_minutes: u32,
    days: Vec<GridDay>,
}

impl WeekGrid {
    /// The grid of `week_count` weeks from `week_date`, which must be the business unit's first day of the week: a
    /// quarter at most, the longest that is scheduled at once.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/weekDate` or `/weekCount`.
    pub fn new(
        week_date: NaiveDate,
        week_count: u32,
        start_day_of_week: Weekday,
        zone: Tz,
        interval_minutes: u32,
    ) -> Result<Self, Failure> {
        let weeks = (week_count, MOST_WEEKS_SCHEDULED);
        Self::of_weeks(week_date, weeks, start_day_of_week, zone, interval_minutes)
    }

    /// The same of as many weeks as asked for, up to the most given.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/weekDate` or `/weekCount`.
    pub fn of_weeks(
        week_date: NaiveDate,
        (week_count, most_weeks): (u32, u32),
        start_day_of_week: Weekday,
        zone: Tz,
        interval_minutes: u32,
    ) -> Result<Self, Failure> {
        if week_date.weekday() != start_day_of_week {
            let detail = format!(
                "{week_date} is a {}; weeks of this business unit start on {start_day_of_week}",
                week_date.weekday()
            );
            return Err(Failure::invalid("/weekDate", "not-a-week-start", detail));
        }
        if !(1..=most_weeks).contains(&week_count) {
            let detail = format!("use 1 to {most_weeks} weeks");
            return Err(Failure::invalid("/weekCount", "out-of-range", detail));
        }
        Self::of_days(week_date, week_count * 7, zone, interval_minutes).ok_or_else(|| {
            Failure::invalid("/weekDate", "out-of-range", "use a date of this century")
        })
    }

    /// The grid of any run of local days; `None` beyond the calendar's end or when the interval does not divide an hour.
    pub fn of_days(
        first: NaiveDate,
        day_count: u32,
        zone: Tz,
        interval_minutes: u32,
    ) -> Option<Self> {
        if interval_minutes == 0 || 60 % interval_minutes != 0 {
            return None;
        }
        let start = midnight(first, zone)?;
        let step = i64::from(interval_minutes) * 60_000;
        let mut days = Vec::new();
        for offset in 0..u64::from(day_count) {
            let date = first.checked_add_days(Days::new(offset))?;
            let begin = midnight(date, zone)?;
            let end = midnight(date.succ_opt()?, zone)?;
            let index = |at: Instant| {
                usize::try_from((at.epoch_millis() - start.epoch_millis()) / step).ok()
            };
            let first_interval = index(begin)?;
            days.push(GridDay {
                date,
                first_interval,
                intervals: index(end)?.checked_sub(first_interval)?,
            });
        }
        Some(Self {
            start,
            zone,
            interval_minutes,
            days,
        })
    }

    /// The first interval's start.
    pub fn start(&self) -> Instant {
        self.start
    }

    /// The last interval's end.
    pub fn end(&self) -> Instant {
        self.interval_start(self.intervals())
    }

    /// How many intervals there are.
    pub fn intervals(&self) -> usize {
        self.days
            .last()
            .map_or(0, |day| day.first_interval + day.intervals)
    }

    /// An interval's length.
    pub fn interval_minutes(&self) -> u32 {
        self.interval_minutes
    }

    /// The zone of its days.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The local days in order.
    pub fn days(&self) -> &[GridDay] {
        &self.days
    }

    /// When interval `index` starts.
    pub fn interval_start(&self, index: usize) -> Instant {
        let minutes = i64::try_from(index)
            .unwrap_or(i64::MAX)
            .saturating_mul(i64::from(self.interval_minutes));
        self.start.plus_minutes(minutes)
    }

    /// The interval that holds `at`; `None` outside the grid.
    pub fn interval_at(&self, at: Instant) -> Option<usize> {
        let offset = at.epoch_millis() - self.start.epoch_millis();
        let index =
            usize::try_from(offset.div_euclid(i64::from(self.interval_minutes) * 60_000)).ok()?;
        (index < self.intervals()).then_some(index)
    }

    /// The local date and minute of the local day at which interval `index` starts.
    pub fn local(&self, index: usize) -> (NaiveDate, u32) {
        let local = self
            .zone
            .from_utc_datetime(&self.interval_start(index).to_utc().naive_utc())
            .naive_local();
        (local.date(), local.hour() * 60 + local.minute())
    }
}

/// The first instant of a local date. Where clocks jump over midnight, the day begins when they land.
pub fn midnight(date: NaiveDate, zone: Tz) -> Option<Instant> {
    let wanted = NaiveDateTime::new(date, NaiveTime::MIN);
    (0..=8)
        .filter_map(|quarters| wanted.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| Instant::from_utc(at.with_timezone(&Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Europe};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_with_a_spring_change_has_a_day_of_23_hours() {
        let grid = WeekGrid::new(date("2026-03-23"), 1, Weekday::Mon, Europe::Berlin, 30).unwrap();
        let lengths: Vec<_> = grid.days().iter().map(|day| day.intervals).collect();
        assert_eq!(lengths, [48, 48, 48, 48, 48, 48, 46]);
        assert_eq!(
            grid.local(grid.days()[6].first_interval + 4),
            (date("2026-03-29"), 180)
        );
    }

    #[test]
    fn a_week_with_an_autumn_change_has_a_day_of_25_hours() {
        let grid =
            WeekGrid::new(date("2026-10-26"), 1, Weekday::Mon, America::New_York, 15).unwrap();
        assert_eq!(grid.days()[6].intervals, 100);
        assert_eq!(grid.intervals(), 7 * 96 + 4);
        assert_eq!(grid.interval_at(grid.end()), None);
    }

    #[test]
    fn a_week_starts_on_the_business_units_first_day_only() {
        let refused =
            WeekGrid::new(date("2026-11-22"), 1, Weekday::Mon, Asia::Shanghai, 30).unwrap_err();
        assert_eq!(refused.faults()[0].code, "not-a-week-start");
    }
}
