//! The stretches of time that rows are of, in local days of a zone.

use chrono::{Days, NaiveDate, TimeZone, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::organisation::{BusinessUnit, midnight, month_of, week_of};

/// What each row is of.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    clap::ValueEnum,
)]
pub enum TimeGranularity {
    /// The whole interval together.
    #[default]
    Total,
    /// An interval of the business unit.
    Interval,
    /// An hour counted from local midnight.
    Hour,
    /// A local day: 23 or 25 hours when clocks change.
    Day,
    /// A week from the business unit's first day of the week.
    Week,
    /// A month of the calendar.
    Month,
}

/// A stretch of time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bucket {
    pub start: Instant,
    pub end: Instant,
}

impl Bucket {
    /// How long it is.
    pub(super) fn seconds(self) -> f64 {
        (self.end.epoch_millis() - self.start.epoch_millis()) as f64 / 1_000.0
    }
}

/// How local time is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocalTime {
    pub zone: Tz,
    pub interval_minutes: u32,
    pub first_day_of_week: Weekday,
}

impl LocalTime {
    /// A business unit's, in its own zone or in another.
    pub(super) fn of_unit(unit: &BusinessUnit, zone: Option<Tz>) -> Self {
        Self {
            zone: zone.unwrap_or(unit.time_zone),
            interval_minutes: unit.interval_length_minutes,
            first_day_of_week: unit.start_day_of_week,
        }
    }

    /// The local date of an instant.
    pub(super) fn date(self, at: Instant) -> NaiveDate {
        self.zone
            .from_utc_datetime(&at.to_utc().naive_utc())
            .date_naive()
    }

    /// The first day of a date's week.
    pub(super) fn week_start(self, date: NaiveDate) -> NaiveDate {
        week_of(date, self.first_day_of_week)
    }

    /// `[from, to)` cut by the granularity, in order of time; the first and last are cut at its ends. `None` beyond the
    /// calendar's end.
    pub(super) fn buckets(
        self,
        granularity: TimeGranularity,
        from: Instant,
        to: Instant,
    ) -> Option<Vec<Bucket>> {
        if to <= from {
            return Some(Vec::new());
        }
        if granularity == TimeGranularity::Total {
            return Some(vec![Bucket {
                start: from,
                end: to,
            }]);
        }
        let mut buckets = Vec::new();
        let mut date = self.first_date(granularity, self.date(from));
        loop {
            let next = next_date(granularity, date)?;
            let (start, end) = (midnight(date, self.zone)?, midnight(next, self.zone)?);
            if start >= to {
                return Some(buckets);
            }
            let step = match granularity {
                TimeGranularity::Interval => Some(self.interval_minutes),
                TimeGranularity::Hour => Some(60),
                _ => None,
            };
            let mut at = start;
            while at < end {
                let until = step.map_or(end, |minutes| {
                    at.plus_minutes(i64::from(minutes.max(1))).min(end)
                });
                let bucket = Bucket {
                    start: at.max(from),
                    end: until.min(to),
                };
                if bucket.start < bucket.end {
                    buckets.push(bucket);
                }
                at = until;
            }
            date = next;
        }
    }

    fn first_date(self, granularity: TimeGranularity, date: NaiveDate) -> NaiveDate {
        match granularity {
            TimeGranularity::Week => self.week_start(date),
            TimeGranularity::Month => month_of(date),
            _ => date,
        }
    }
}

/// The date on which the next day, week or month begins.
fn next_date(granularity: TimeGranularity, date: NaiveDate) -> Option<NaiveDate> {
    match granularity {
        TimeGranularity::Week => date.checked_add_days(Days::new(7)),
        TimeGranularity::Month => date.checked_add_months(chrono::Months::new(1)),
        _ => date.succ_opt(),
    }
}

/// The bucket an instant lies in; buckets are in order of time and do not overlap.
pub(super) fn bucket_at(buckets: &[Bucket], at: Instant) -> Option<Bucket> {
    let begun = buckets.partition_point(|bucket| bucket.start <= at);
    let bucket = *buckets.get(begun.checked_sub(1)?)?;
    (at < bucket.end).then_some(bucket)
}

/// The parts of `[start, end)` in each bucket, in seconds.
pub(super) fn seconds_by_bucket(
    buckets: &[Bucket],
    start: Instant,
    end: Instant,
) -> impl Iterator<Item = (Bucket, f64)> {
    let first = buckets.partition_point(|bucket| bucket.end <= start);
    buckets
        .iter()
        .skip(first)
        .take_while(move |bucket| bucket.start < end)
        .map(move |bucket| {
            let part = Bucket {
                start: bucket.start.max(start),
                end: bucket.end.min(end),
            };
            (*bucket, part.seconds())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    fn berlin(granularity: TimeGranularity, from: &str, to: &str) -> Vec<Bucket> {
        let local = LocalTime {
            zone: chrono_tz::Europe::Berlin,
            interval_minutes: 15,
            first_day_of_week: Weekday::Mon,
        };
        local.buckets(granularity, at(from), at(to)).unwrap()
    }

    fn hours(buckets: &[Bucket]) -> Vec<f64> {
        buckets
            .iter()
            .map(|bucket| bucket.seconds() / 3_600.0)
            .collect()
    }

    #[test]
    fn the_days_on_which_clocks_change_have_23_and_25_hours() {
        let spring = berlin(
            TimeGranularity::Day,
            "2026-03-27T23:00:00Z",
            "2026-03-30T22:00:00Z",
        );
        assert_eq!(hours(&spring), [24.0, 23.0, 24.0]);
        let autumn = berlin(
            TimeGranularity::Day,
            "2026-10-23T22:00:00Z",
            "2026-10-26T23:00:00Z",
        );
        assert_eq!(hours(&autumn), [24.0, 25.0, 24.0]);
        let day = berlin(
            TimeGranularity::Interval,
            "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z",
        );
        assert_eq!(day.len(), 23 * 4);
        let day = berlin(
            TimeGranularity::Hour,
            "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z",
        );
        assert_eq!(day.len(), 25);
    }

    #[test]
    fn weeks_and_months_begin_on_their_days_and_are_cut_at_the_ends_asked_for() {
        // Wednesday, 25 November, to Tuesday, 8 December.
        let (from, to) = ("2026-11-24T23:00:00Z", "2026-12-07T23:00:00Z");
        assert_eq!(
            hours(&berlin(TimeGranularity::Week, from, to)),
            [5.0 * 24.0, 7.0 * 24.0, 24.0]
        );
        assert_eq!(
            hours(&berlin(TimeGranularity::Month, from, to)),
            [6.0 * 24.0, 7.0 * 24.0]
        );
        assert_eq!(
            hours(&berlin(TimeGranularity::Total, from, to)),
            [13.0 * 24.0]
        );
    }

    #[test]
    fn where_clocks_change_by_half_an_hour_the_last_hour_of_the_day_is_short() {
        let local = LocalTime {
            zone: chrono_tz::Australia::Lord_Howe,
            interval_minutes: 30,
            first_day_of_week: Weekday::Mon,
        };
        // Sunday, 4 October 2026: from +10:30 to +11:00 at two in the morning.
        let date: NaiveDate = "2026-10-04".parse().unwrap();
        let ends = (
            midnight(date, local.zone).unwrap(),
            midnight(date.succ_opt().unwrap(), local.zone).unwrap(),
        );
        let buckets = local
            .buckets(TimeGranularity::Hour, ends.0, ends.1)
            .unwrap();
        assert_eq!(buckets.len(), 24);
        assert_eq!(buckets[23].seconds(), 1_800.0);
    }

    #[test]
    fn a_stretch_is_shared_out_among_its_buckets_to_the_second() {
        let quarters = berlin(
            TimeGranularity::Interval,
            "2026-11-23T08:00:00Z",
            "2026-11-23T09:00:00Z",
        );
        let (start, end) = (at("2026-11-23T08:10:00Z"), at("2026-11-23T08:47:30Z"));
        let parts: Vec<f64> = seconds_by_bucket(&quarters, start, end)
            .map(|(_, seconds)| seconds)
            .collect();
        assert_eq!(parts, [300.0, 900.0, 900.0, 150.0]);
        assert_eq!(bucket_at(&quarters, start), Some(quarters[0]));
        assert_eq!(bucket_at(&quarters, at("2026-11-23T09:00:00Z")), None);
        assert_eq!(bucket_at(&quarters, at("2026-11-23T07:59:59Z")), None);
    }
}
