//! The days of a request.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store::DayRow;
use crate::db::{DbError, Instant};
use crate::failure::Failure;
use crate::organisation::midnight;
use crate::tenancy::Scope;

/// One day of time off. A full day is a day of shifts: the shift that starts on it goes, also where it runs past midnight,
/// and one from the evening before stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimeOffDay {
    pub date: NaiveDate,
    /// Local midnight for a full day.
    pub start_at: Instant,
    /// The next local midnight for a full day: 23, 24 or 25 hours later.
    pub end_at: Instant,
    pub is_full_day: bool,
    /// What counts against limits and balances.
    pub minutes: u32,
    pub payable_minutes: u32,
}

impl TimeOffDay {
    /// A full local day; none beyond the calendar's end.
    pub(super) fn full(date: NaiveDate, zone: chrono_tz::Tz, minutes: u32) -> Option<Self> {
        Some(Self {
            date,
            start_at: midnight(date, zone)?,
            end_at: midnight(date.succ_opt()?, zone)?,
            is_full_day: true,
            minutes,
            payable_minutes: minutes,
        })
    }

    /// Part of a day, from an instant on; it may run past midnight.
    pub(super) fn part(start_at: Instant, zone: chrono_tz::Tz, minutes: u32) -> Self {
        Self {
            date: start_at.to_utc().with_timezone(&zone).date_naive(),
            start_at,
            end_at: start_at.plus_minutes(i64::from(minutes)),
            is_full_day: false,
            minutes,
            payable_minutes: minutes,
        }
    }

    /// Whether an agent cannot have both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        if self.is_full_day && other.is_full_day {
            self.date == other.date
        } else {
            self.start_at < other.end_at && other.start_at < self.end_at
        }
    }

    pub(super) fn from_row(row: &DayRow) -> Result<Self, Failure> {
        let minutes = |minutes: i32| u32::try_from(minutes).unwrap_or(0);
        Ok(Self {
            date: date_of("time-off request", &row.request_id, &row.date)?,
            start_at: row.start_at,
            end_at: row.end_at,
            is_full_day: row.is_full_day,
            minutes: minutes(row.minutes),
            payable_minutes: minutes(row.payable_minutes),
        })
    }

    pub(super) fn to_row(&self, scope: &Scope, request_id: &str, agent_id: &str) -> DayRow {
        let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or(i32::MAX);
        DayRow {
            tenant_id: scope.tenant().to_owned(),
            request_id: request_id.to_owned(),
            date: self.date.to_string(),
            agent_id: agent_id.to_owned(),
            start_at: self.start_at,
            end_at: self.end_at,
            is_full_day: self.is_full_day,
            minutes: minutes(self.minutes),
            payable_minutes: minutes(self.payable_minutes),
        }
    }
}

pub(super) fn date_of(what: &'static str, id: &str, text: &str) -> Result<NaiveDate, Failure> {
    text.parse().map_err(|_| {
        Failure::Database(DbError::Corrupt {
            what,
            id: id.to_owned(),
            reason: format!("{text:?} is no date"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn hours(day: &TimeOffDay) -> i64 {
        (day.end_at.epoch_millis() - day.start_at.epoch_millis()) / 3_600_000
    }

    #[test]
    fn full_days_last_23_24_or_25_hours() {
        let full = |date: &str| TimeOffDay::full(date.parse().unwrap(), Berlin, 480).unwrap();
        assert_eq!(
            ["2026-03-29", "2026-03-30", "2026-10-25"].map(|date| hours(&full(date))),
            [23, 24, 25]
        );
    }

    #[test]
    fn a_part_belongs_to_the_date_it_starts_on_and_meets_the_full_day_after_it() {
        let late: Instant = serde_json::from_str("\"2026-06-03T23:00:00+02:00\"").unwrap();
        let part = TimeOffDay::part(late, Berlin, 120);
        assert_eq!(part.date.to_string(), "2026-06-03");
        let next = TimeOffDay::full("2026-06-04".parse().unwrap(), Berlin, 480).unwrap();
        let before = TimeOffDay::full("2026-06-02".parse().unwrap(), Berlin, 480).unwrap();
        assert!(part.overlaps(&next) && !part.overlaps(&before) && !next.overlaps(&before));
    }
}
