//! When a campaign runs: intervals and recurring stretches of local time.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::campaign::is_campaign;
use super::recurrence::{
    Pattern, Reading, RecurrenceType, check_pattern, instant_of, local_date, local_time,
    require_local_time,
};
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::campaign_plans::ScheduleRow;
use crate::outbound::zones::require_zone;
use crate::records;
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "campaign schedule";

/// The longest stretch: a week.
const MOST_MINUTES: i64 = 10_080;

/// Intervals or recurrences of a schedule.
const MOST: usize = 100;

/// How far ahead the next change is looked for: the longest gap between two months of a yearly recurrence.
const DAYS_LOOKED_AHEAD: usize = 370;

/// One stretch of local time, `[start, end)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleInterval {
    /// `2026-12-24T09:00`.
    pub start: String,
    /// At most a week later.
    pub end: String,
}

/// A stretch of local time that comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleRecurrence {
    /// The first start: `2026-12-01T09:00`.
    pub start: String,
    /// The first end, at most a week later.
    pub end: String,
    /// In what it comes again.
    #[serde(rename = "type")]
    pub recurrence_type: RecurrenceType,
    /// Every how many days (to 365), weeks (to 52) or months (to 12); 1 when left out.
    #[serde(default = "one")]
    pub interval: u32,
    /// Weekly: 1 = Monday to 7 = Sunday; the start's own day when left out.
    #[serde(default)]
    pub days_of_week: BTreeSet<u32>,
    /// The last date on which it may start; it goes on for ever when left out.
    pub until: Option<NaiveDate>,
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

/// A schedule to be made, or what one is to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCampaignSchedule {
    /// For people to read.
    pub name: String,
    /// The campaign, which has one schedule at most; it stays that campaign's.
    pub campaign_id: String,
    /// IANA name of the zone whose clock is read.
    pub time_zone: String,
    /// Whether it starts and stops the campaign; true when left out.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Single stretches.
    #[serde(default)]
    pub intervals: Vec<ScheduleInterval>,
    /// Stretches that come again.
    #[serde(default)]
    pub recurrences: Vec<ScheduleRecurrence>,
}

/// When a campaign runs. At the start of a stretch it is started, at its end stopped; between, people may do otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignSchedule {
    /// Its id.
    pub id: String,
    /// What was set.
    #[serde(flatten)]
    pub schedule: NewCampaignSchedule,
    /// Whether the campaign is to run now.
    pub is_running_time: bool,
    /// When that changes; absent when it does not within a year.
    pub next_change: Option<Instant>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// Makes a schedule.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the campaign has one.
pub fn create_campaign_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewCampaignSchedule,
) -> Result<CampaignSchedule, Failure> {
    new.check(conn, scope)?;
    let row = ScheduleRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        campaign_id: new.campaign_id.clone(),
        name: new.name.clone(),
        document: documents::write(new)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    ScheduleRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, WHAT))?;
    told(scope, row)
}

/// One schedule.
///
/// # Errors
/// `not-found`.
pub fn find_campaign_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignSchedule, Failure> {
    told(scope, records::find(conn, scope, WHAT, None, id)?)
}

/// A page of schedules, the oldest first.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_campaign_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<CampaignSchedule>, Failure> {
    records::page(conn, scope, None, page, |row| told(scope, row))
}

/// Puts a schedule in the place of one that is still at `version`.
///
/// # Errors
/// `not-found`; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn update_campaign_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: &NewCampaignSchedule,
) -> Result<CampaignSchedule, Failure> {
    let current: ScheduleRow = records::find(conn, scope, WHAT, None, id)?;
    records::expect_version(&current, version)?;
    if current.campaign_id != new.campaign_id {
        return Err(Failure::invalid(
            "/campaignId",
            "unchangeable",
            "a schedule stays with its campaign; make another schedule",
        ));
    }
    new.check(conn, scope)?;
    let row = ScheduleRow {
        name: new.name.clone(),
        document: documents::write(new)?,
        version: version + 1,
        modified_at: scope.now,
        ..current
    };
    records::replace(conn, scope, WHAT, &row, version)?;
    told(scope, row)
}

/// Deletes a schedule; its campaign stays as it is.
///
/// # Errors
/// `not-found`.
pub fn delete_campaign_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<(), Failure> {
    records::delete::<ScheduleRow>(conn, scope, WHAT, None, id)
}

/// What a kept schedule says.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`].
pub(super) fn schedule_of(row: &ScheduleRow) -> Result<NewCampaignSchedule, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.document)?)
}

fn told(scope: &Scope, row: ScheduleRow) -> Result<CampaignSchedule, Failure> {
    let schedule = schedule_of(&row)?;
    let (is_running_time, next_change) = schedule.running_at(scope.now);
    Ok(CampaignSchedule {
        id: row.id,
        schedule,
        is_running_time,
        next_change,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}

impl NewCampaignSchedule {
    fn check(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        require_zone(&self.time_zone, "/timeZone", &mut faults);
        let is_there = is_campaign(conn, scope, &self.campaign_id)?;
        let remedy = "name an existing campaign";
        faults.require(is_there, "/campaignId", "not-found", remedy);
        let count = self.intervals.len() + self.recurrences.len();
        faults.require(
            (1..=MOST).contains(&count),
            "/intervals",
            "out-of-range",
            format!("send 1 to {MOST} intervals and recurrences"),
        );
        for (i, one) in self.intervals.iter().enumerate() {
            check_stretch(
                (&one.start, &one.end),
                &format!("/intervals/{i}"),
                &mut faults,
            );
        }
        for (i, one) in self.recurrences.iter().enumerate() {
            let at = format!("/recurrences/{i}");
            check_stretch((&one.start, &one.end), &at, &mut faults);
            let pattern = (one.recurrence_type, one.interval, &one.days_of_week);
            check_pattern(pattern, &at, &mut faults);
        }
        faults.into_result()
    }

    /// Whether the campaign is to run at `now`, and when that changes next.
    pub(in crate::outbound) fn running_at(&self, now: Instant) -> (bool, Option<Instant>) {
        let Ok(zone) = self.time_zone.parse::<Tz>() else {
            return (false, None);
        };
        let mut stretches: Vec<(Instant, Instant)> = Vec::new();
        for one in &self.intervals {
            stretches.extend(stretch(zone, &one.start, &one.end, TimeDelta::zero()));
        }
        // A stretch of a week may have begun a week ago.
        let from = local_date(zone, now) - TimeDelta::days(8);
        for one in &self.recurrences {
            let Some(start) = local_time(&one.start) else {
                continue;
            };
            let pattern = Pattern {
                kind: one.recurrence_type,
                interval: one.interval,
                days_of_week: &one.days_of_week,
                from: start.date(),
                until: one.until,
            };
            let dates = from.iter_days().take(DAYS_LOOKED_AHEAD);
            for date in dates.filter(|date| pattern.has(*date)) {
                stretches.extend(stretch(zone, &one.start, &one.end, date - start.date()));
            }
        }
        stretches.retain(|(start, end)| *end > now && start < end);
        stretches.sort_unstable();
        let mut running_until: Option<Instant> = None;
        for (start, end) in &stretches {
            // Stretches that touch are one.
            if *start <= running_until.unwrap_or(now) {
                running_until = Some(running_until.map_or(*end, |until| until.max(*end)));
            }
        }
        match running_until {
            Some(until) => (true, Some(until)),
            None => (false, stretches.first().map(|(start, _)| *start)),
        }
    }
}

/// A stretch moved by whole days.
fn stretch(zone: Tz, start: &str, end: &str, by: TimeDelta) -> Option<(Instant, Instant)> {
    let start = local_time(start)?.checked_add_signed(by)?;
    let end = local_time(end)?.checked_add_signed(by)?;
    Some((
        instant_of(zone, start, Reading::First),
        instant_of(zone, end, Reading::Second),
    ))
}

fn check_stretch((start, end): (&str, &str), at: &str, faults: &mut Faults) {
    require_local_time(start, &format!("{at}/start"), faults);
    require_local_time(end, &format!("{at}/end"), faults);
    if let (Some(start), Some(end)) = (local_time(start), local_time(end)) {
        faults.require(
            start < end && (end - start).num_minutes() <= MOST_MINUTES,
            format!("{at}/end"),
            "out-of-range",
            "use a time after start, at most a week later",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_utc(text.parse().unwrap())
    }

    fn berlin(recurrence: &str) -> NewCampaignSchedule {
        serde_json::from_str(&format!(
            r#"{{"name": "x", "campaignId": "c", "timeZone": "Europe/Berlin", "recurrences": [{recurrence}]}}"#
        ))
        .unwrap()
    }

    fn held(schedule: &NewCampaignSchedule, now: &str) -> (bool, Option<Instant>) {
        schedule.running_at(at(now))
    }

    #[test]
    fn a_night_shift_is_an_hour_shorter_when_clocks_jump_and_an_hour_longer_when_they_go_back() {
        let nights =
            berlin(r#"{"start": "2026-03-01T22:00", "end": "2026-03-02T04:00", "type": "daily"}"#);
        // 22:00 to 04:00 is 21:00 to 03:00 UTC in winter; clocks jump at 01:00 UTC on 29 March, back at 01:00 UTC on 25
        // October 2026.
        assert_eq!(
            held(&nights, "2026-03-28T21:00:00Z"),
            (true, Some(at("2026-03-29T02:00:00Z")))
        );
        assert_eq!(
            held(&nights, "2026-03-29T02:00:00Z"),
            (false, Some(at("2026-03-29T20:00:00Z")))
        );
        assert_eq!(
            held(&nights, "2026-10-24T20:00:00Z"),
            (true, Some(at("2026-10-25T03:00:00Z")))
        );
    }

    #[test]
    fn times_that_a_clock_change_skips_or_repeats_start_at_the_jump_and_end_at_the_second_reading()
    {
        let early =
            berlin(r#"{"start": "2026-03-01T02:30", "end": "2026-03-01T05:00", "type": "daily"}"#);
        assert_eq!(
            held(&early, "2026-03-29T00:59:59Z").1,
            Some(at("2026-03-29T01:00:00Z"))
        );
        assert_eq!(
            held(&early, "2026-03-29T01:00:00Z"),
            (true, Some(at("2026-03-29T03:00:00Z")))
        );
        let until =
            berlin(r#"{"start": "2026-03-01T01:00", "end": "2026-03-01T02:30", "type": "daily"}"#);
        // 02:30 is read at 00:30 and at 01:30 UTC on 25 October.
        assert_eq!(
            held(&until, "2026-10-25T00:45:00Z"),
            (true, Some(at("2026-10-25T01:30:00Z")))
        );
    }

    #[test]
    fn weekdays_leave_the_weekend_out_and_end_on_their_last_date() {
        let week = berlin(
            r#"{"start": "2026-12-01T09:00", "end": "2026-12-01T17:00", "type": "weekly", "daysOfWeek": [1, 2, 3, 4, 5],
                "until": "2026-12-07"}"#,
        );
        assert_eq!(
            held(&week, "2026-12-04T12:00:00Z"),
            (true, Some(at("2026-12-04T16:00:00Z")))
        );
        assert_eq!(
            held(&week, "2026-12-05T12:00:00Z"),
            (false, Some(at("2026-12-07T08:00:00Z")))
        );
        assert_eq!(held(&week, "2026-12-07T16:00:00Z"), (false, None));
    }

    #[test]
    fn stretches_that_touch_are_one() {
        let schedule: NewCampaignSchedule = serde_json::from_str(
            r#"{"name": "x", "campaignId": "c", "timeZone": "Asia/Shanghai", "intervals": [
                {"start": "2026-12-01T12:00", "end": "2026-12-01T15:00"},
                {"start": "2026-12-01T09:00", "end": "2026-12-01T12:00"}]}"#,
        )
        .unwrap();
        assert_eq!(
            held(&schedule, "2026-12-01T01:00:00Z"),
            (true, Some(at("2026-12-01T07:00:00Z")))
        );
    }
}
