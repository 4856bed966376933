//! Local times that come again: every so many days, weeks or months, on the wall clock of a zone.
//!
//! A start that the clocks jump over is the instant of the jump; one that they read twice is the first reading. An end that
//! they read twice is the second. So a stretch of a night on which clocks change is as long as the wall clock says it lasts
//! for those who look at it, and never empty for being read badly.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::coded::coded;
use crate::db::Instant;
use crate::failure::Faults;
use crate::outbound::zones::require_zone;

/// How a local time is written.
const LOCAL: &str = "%Y-%m-%dT%H:%M";

/// How far back a period's start is looked for: longer than the longest period.
const DAYS_LOOKED_BACK: usize = 400;

coded! {
    /// In what something comes again.
    pub enum RecurrenceType {
        /// Every so many days.
        Daily = "daily",
        /// Every so many weeks, on days of the week.
        Weekly = "weekly",
        /// Every so many months, on the start's day of the month, or the last of a shorter month.
        Monthly = "monthly",
    }
}

/// On which dates something comes again, from its start on.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct Pattern<'a> {
    /// In what.
    pub kind: RecurrenceType,
    /// Every how many.
    pub interval: u32,
    /// 1 = Monday to 7 = Sunday; the start's own where empty.
    pub days_of_week: &'a BTreeSet<u32>,
    /// The first date.
    pub from: NaiveDate,
    /// The last date, if there is one.
    pub until: Option<NaiveDate>,
}

impl Pattern<'_> {
    /// Whether the date is one of them.
    pub fn has(&self, date: NaiveDate) -> bool {
        if date < self.from || self.until.is_some_and(|until| date > until) {
            return false;
        }
        let every = i64::from(self.interval.max(1));
        match self.kind {
            RecurrenceType::Daily => (date - self.from).num_days() % every == 0,
            RecurrenceType::Weekly => {
                let weeks = (monday_of(date) - monday_of(self.from)).num_days() / 7;
                let day = date.weekday().number_from_monday();
                let is_day = if self.days_of_week.is_empty() {
                    day == self.from.weekday().number_from_monday()
                } else {
                    self.days_of_week.contains(&day)
                };
                is_day && weeks % every == 0
            }
            RecurrenceType::Monthly => {
                let months =
                    |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
                (months(date) - months(self.from)) % every == 0
                    && date.day() == self.from.day().min(days_in_month(date))
            }
        }
    }
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    date - TimeDelta::days(i64::from(date.weekday().num_days_from_monday()))
}

fn days_in_month(date: NaiveDate) -> u32 {
    let first = date - TimeDelta::days(i64::from(date.day0()));
    let last = first + Months::new(1) - TimeDelta::days(1);
    last.day()
}

/// The time that a text says, which has no offset: `2026-12-01T09:00`.
pub(super) fn local_time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, LOCAL).ok()
}

/// Notes a text that is no local time.
pub(super) fn require_local_time(text: &str, pointer: &str, faults: &mut Faults) {
    faults.require(
        local_time(text).is_some(),
        pointer,
        "malformed",
        "write it as 2026-12-01T09:00, without an offset",
    );
}

/// Notes an interval or days that cannot be.
pub(super) fn check_pattern(
    (kind, interval, days): (RecurrenceType, u32, &BTreeSet<u32>),
    at: &str,
    faults: &mut Faults,
) {
    let most = match kind {
        RecurrenceType::Daily => 365,
        RecurrenceType::Weekly => 52,
        RecurrenceType::Monthly => 12,
    };
    faults.require(
        (1..=most).contains(&interval),
        format!("{at}/interval"),
        "out-of-range",
        format!("use 1 to {most}"),
    );
    faults.require(
        days.iter().all(|day| (1..=7).contains(day)),
        format!("{at}/daysOfWeek"),
        "out-of-range",
        "use 1 (Monday) to 7 (Sunday)",
    );
    faults.require(
        days.is_empty() || kind == RecurrenceType::Weekly,
        format!("{at}/daysOfWeek"),
        "not-weekly",
        "days of the week go with type weekly; leave them out",
    );
}

/// Which of two readings is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    First,
    Second,
}

/// The instant of a local time.
pub(super) fn instant_of(zone: Tz, local: NaiveDateTime, reading: Reading) -> Instant {
    // No clock has jumped by more than three hours but over a whole day.
    let read = (0..=1_440)
        .map(|skipped| zone.from_local_datetime(&(local + TimeDelta::minutes(skipped))))
        .find_map(|found| match reading {
            Reading::First => found.earliest(),
            Reading::Second => found.latest(),
        });
    let utc: DateTime<Utc> = read.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc));
    Instant::from_utc(utc)
}

/// The date on the wall clock of a zone.
pub(in crate::outbound) fn local_date(zone: Tz, at: Instant) -> NaiveDate {
    zone.from_utc_datetime(&at.to_utc().naive_utc())
        .date_naive()
}

/// When the local day that `at` lies in began.
pub(in crate::outbound) fn start_of_day(zone: Tz, at: Instant) -> Instant {
    let midnight = local_date(zone, at).and_time(chrono::NaiveTime::MIN);
    instant_of(zone, midnight, Reading::First)
}

/// When a recurring campaign is filled again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignRecurrence {
    /// IANA name.
    pub time_zone: String,
    /// The first time, local: `2026-12-01T06:00`.
    pub start: String,
    /// In what it comes again.
    #[serde(rename = "type")]
    pub recurrence_type: RecurrenceType,
    /// Every how many days (to 365), weeks (to 52) or months (to 12); 1 when left out.
    #[serde(default = "one")]
    pub interval: u32,
    /// Weekly: 1 = Monday to 7 = Sunday; the start's own day when left out.
    #[serde(default)]
    pub days_of_week: BTreeSet<u32>,
}

const fn one() -> u32 {
    1
}

impl CampaignRecurrence {
    pub(super) fn check(&self, faults: &mut Faults) {
        require_zone(&self.time_zone, "/recurrence/timeZone", faults);
        require_local_time(&self.start, "/recurrence/start", faults);
        let pattern = (self.recurrence_type, self.interval, &self.days_of_week);
        check_pattern(pattern, "/recurrence", faults);
    }

    /// When the period that runs at `now` began; none before the first.
    pub(in crate::outbound) fn period_start(&self, now: Instant) -> Option<Instant> {
        let zone: Tz = self.time_zone.parse().ok()?;
        let start = local_time(&self.start)?;
        let pattern = Pattern {
            kind: self.recurrence_type,
            interval: self.interval,
            days_of_week: &self.days_of_week,
            from: start.date(),
            until: None,
        };
        let mut back = local_date(zone, now)
            .iter_days()
            .rev()
            .take(DAYS_LOOKED_BACK);
        back.find_map(|date| {
            if !pattern.has(date) {
                return None;
            }
            let at = instant_of(zone, date.and_time(start.time()), Reading::First);
            (at <= now).then_some(at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_utc(text.parse::<DateTime<Utc>>().unwrap())
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_begins_at_its_local_time_also_on_a_night_that_skips_it_or_reads_it_twice() {
        let nightly = CampaignRecurrence {
            time_zone: "Europe/Berlin".to_owned(),
            start: "2026-03-01T02:30".to_owned(),
            recurrence_type: RecurrenceType::Daily,
            interval: 1,
            days_of_week: BTreeSet::new(),
        };
        // Clocks jump from 02:00 to 03:00 at 01:00 UTC on 29 March 2026, and back from 03:00 to 02:00 at 01:00 UTC on
        // 25 October.
        let cases = [
            ("2026-03-28T12:00:00Z", "2026-03-28T01:30:00Z"),
            ("2026-03-29T12:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-10-25T12:00:00Z", "2026-10-25T00:30:00Z"),
            ("2026-10-26T12:00:00Z", "2026-10-26T01:30:00Z"),
        ];
        for (now, start) in cases {
            assert_eq!(nightly.period_start(at(now)), Some(at(start)), "{now}");
        }
        assert_eq!(nightly.period_start(at("2026-03-01T01:29:59Z")), None);
    }

    #[test]
    fn every_second_week_on_two_days_counts_weeks_from_the_one_it_began_in() {
        let days = BTreeSet::from([1, 4]);
        let pattern = Pattern {
            kind: RecurrenceType::Weekly,
            interval: 2,
            days_of_week: &days,
            // A Wednesday.
            from: date("2026-12-02"),
            until: Some(date("2026-12-17")),
        };
        let held: Vec<u32> = date("2026-12-01")
            .iter_days()
            .take(31)
            .filter(|day| pattern.has(*day))
            .map(|day| day.day())
            .collect();
        assert_eq!(held, [3, 14, 17]);
    }

    #[test]
    fn the_last_day_of_a_short_month_stands_for_the_31st() {
        let none = BTreeSet::new();
        let pattern = Pattern {
            kind: RecurrenceType::Monthly,
            interval: 1,
            days_of_week: &none,
            from: date("2026-10-31"),
            until: None,
        };
        for day in ["2026-10-31", "2026-11-30", "2026-12-31", "2027-02-28"] {
            assert!(pattern.has(date(day)), "{day}");
        }
        for day in ["2026-11-29", "2026-12-30", "2027-02-27", "2026-09-30"] {
            assert!(!pattern.has(date(day)), "{day}");
        }
    }
}
