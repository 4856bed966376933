//! Approved time off in the shifts of schedules, and out of them again.

use crate::documents;
use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::day::TimeOffDay;
use super::request::KeptRequest;
use super::store::{self, ReplacedRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    ActivityCategory, ActivityCode, BusinessUnit, find_business_unit, list_activity_codes,
    lock_business_unit,
};
use crate::schedules::{
    Amendment, Schedule, Shift, ShiftActivity, VersionKind, VersionNote, amend_schedule,
    lock_live_schedules, shifts_in_live_schedules,
};
use crate::tenancy::Scope;

impl TimeOffDay {
    /// Whether it takes from a shift: a whole day from the shift that starts on it, a part from what it touches.
    pub(super) fn takes_from(&self, shift: &Shift, zone: Tz) -> bool {
        if self.is_full_day {
            shift.start_at.to_utc().with_timezone(&zone).date_naive() == self.date
        } else {
            shift.start_at < self.end_at && self.start_at < shift.end_at()
        }
    }

    /// The stretch of a shift it takes.
    fn stretch(&self, shift: &Shift) -> (Instant, Instant) {
        if self.is_full_day {
            (shift.start_at, shift.end_at())
        } else {
            (
                self.start_at.max(shift.start_at),
                self.end_at.min(shift.end_at()),
            )
        }
    }
}

/// The shift with a day of time off in the place of what stood there. Meals and other unpaid time stay unpaid, and what
/// another request took stays its.
pub(super) fn with_time_off(
    shift: &Shift,
    day: &TimeOffDay,
    code: &ActivityCode,
    request_id: &str,
) -> Shift {
    let (from, to) = day.stretch(shift);
    let mut activities = Vec::new();
    for activity in &shift.activities {
        let is_taken = activity.time_off_request_id.is_some();
        let away = ShiftActivity {
            activity_code_id: code.id.clone(),
            paid: code.counts_as_paid_time && activity.paid,
            category: ActivityCategory::TimeOff,
            time_off_request_id: Some(request_id.to_owned()),
            ..activity.clone()
        };
        let away = if is_taken { activity } else { &away };
        let end = activity.end_at();
        let (first, last) = (
            activity.start_at.max(from).min(end),
            activity.start_at.max(to).min(end),
        );
        push(&mut activities, activity, (activity.start_at, first), false);
        push(&mut activities, away, (first, last), true);
        push(&mut activities, activity, (last, end), false);
    }
    Shift {
        activities,
        ..shift.clone()
    }
}

/// Activities with what stood there before in the place of a request's time off, as far as it still stands.
fn restored(
    activities: &[ShiftActivity],
    request_id: &str,
    before: &[ShiftActivity],
) -> Vec<ShiftActivity> {
    let mut found = Vec::new();
    // What was one stretch before becomes one again.
    let joins = |at: Instant| before.iter().all(|stood| stood.start_at != at);
    for activity in activities {
        let (mut at, end) = (activity.start_at, activity.end_at());
        if activity.time_off_request_id.as_deref() != Some(request_id) {
            push(&mut found, activity, (at, end), joins(at));
            continue;
        }
        for stood in before {
            let (from, to) = (stood.start_at.max(at), stood.end_at().min(end));
            if from < to {
                // What the shift did not hold then was added by hand since: it stays time off.
                push(&mut found, activity, (at, from), true);
                push(&mut found, stood, (from, to), joins(from));
                at = to;
            }
        }
        push(&mut found, activity, (at, end), true);
    }
    found
}

/// What usually stands in the place of time off, for a shift of which nothing was kept because its schedule was copied from
/// another: work on queue where it is paid, else a meal.
fn usual(shift: &Shift, request_id: &str, codes: &[ActivityCode]) -> Vec<ShiftActivity> {
    let code = |category| {
        let mut active = codes.iter().filter(|code| code.active);
        active.find(|code| code.category == category)
    };
    let is_paid_leave = shift.activities.iter().any(|activity| {
        activity.time_off_request_id.as_deref() == Some(request_id) && activity.paid
    });
    let own = shift.activities.iter();
    own.filter(|activity| activity.time_off_request_id.as_deref() == Some(request_id))
        .filter_map(|activity| {
            let works = activity.paid || !is_paid_leave;
            let category = if works {
                ActivityCategory::OnQueueWork
            } else {
                ActivityCategory::Meal
            };
            Some(ShiftActivity {
                activity_code_id: code(category)?.id.clone(),
                paid: works,
                category,
                time_off_request_id: None,
                ..activity.clone()
            })
        })
        .collect()
}

/// A shift as it is without any approved time off: what usually stands there in its place. What a request replaced is known
/// of the shift itself only, not of its copies.
pub fn without_approved_time_off(shift: &Shift, codes: &[ActivityCode]) -> Shift {
    let requests = shift.activities.iter();
    let requests: BTreeSet<String> = requests
        .filter_map(|activity| activity.time_off_request_id.clone())
        .collect();
    let activities = requests.iter().fold(shift.activities.clone(), |now, id| {
        restored(&now, id, &usual(shift, id, codes))
    });
    Shift {
        activities,
        ..shift.clone()
    }
}

/// Adds a stretch of an activity, joined with the one before where they are the same and `joins` says so.
fn push(
    activities: &mut Vec<ShiftActivity>,
    of: &ShiftActivity,
    (from, to): (Instant, Instant),
    joins: bool,
) {
    if from >= to {
        return;
    }
    let minutes = |from: Instant, to: Instant| {
        u32::try_from((to.epoch_millis() - from.epoch_millis()) / 60_000).unwrap_or(0)
    };
    if let Some(last) = activities.last_mut().filter(|_| joins) {
        let same = last.end_at() == from
            && last.activity_code_id == of.activity_code_id
            && last.paid == of.paid
            && last.category == of.category
            && last.time_off_request_id == of.time_off_request_id;
        if same {
            last.length_minutes = minutes(last.start_at, to);
            return;
        }
    }
    activities.push(ShiftActivity {
        start_at: from,
        length_minutes: minutes(from, to),
        ..of.clone()
    });
}

/// Puts what is approved by now into a schedule that was just made: whatever was approved while it was planned is kept.
///
/// # Errors
/// Only the database's.
pub fn put_approved_time_off_into(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<(), Failure> {
    lock_business_unit(conn, scope, &schedule.business_unit_id)?;
    let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
    let before = schedule.week_date.pred_opt().unwrap_or(schedule.week_date);
    let dates = (before.to_string(), schedule.end_date().to_string());
    let dates = (dates.0.as_str(), dates.1.as_str());
    let days = store::days_of_unit(conn, scope.tenant(), &unit.id, &["Approved"], dates)?;
    let requests: BTreeSet<String> = days.into_iter().map(|(day, _)| day.request_id).collect();
    for id in requests {
        let request = KeptRequest::find(conn, scope, &id)?;
        put_into_schedules(conn, scope, &unit, &request)?;
    }
    Ok(())
}

/// Puts an approved request into every draft and published schedule that holds its days.
pub(super) fn put_into_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    request: &KeptRequest,
) -> Result<(), Failure> {
    let (schedules, shifts) = shifts_around(conn, scope, unit, request)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    let code = codes
        .iter()
        .find(|code| code.id == request.row.activity_code_id);
    let code = code.ok_or_else(|| {
        Failure::Internal(format!(
            "time-off request {} has no activity code",
            request.row.id
        ))
    })?;
    for schedule in schedules {
        let mut amendment = Amendment::default();
        for shift in shifts
            .iter()
            .filter(|shift| shift.schedule_id == schedule.id)
        {
            let days = request.days.iter();
            let changed = days
                .filter(|day| day.takes_from(shift, unit.time_zone))
                .fold(shift.clone(), |shift, day| {
                    with_time_off(&shift, day, code, &request.row.id)
                });
            if changed != *shift {
                let replaced = ReplacedRow {
                    tenant_id: scope.tenant().to_owned(),
                    request_id: request.row.id.clone(),
                    shift_id: shift.id.clone(),
                    activities: documents::write(&shift.activities)?,
                };
                store::insert_replaced(conn, &replaced)?;
                amendment.changed.push(changed);
            }
        }
        if !amendment.is_empty() {
            let reason = format!("time-off request {} was approved", request.row.id);
            let note = VersionNote::because(VersionKind::TimeOffAdded, reason);
            let at = (schedule.id.as_str(), schedule.version);
            amend_schedule(conn, scope, at, &amendment, note)?;
        }
    }
    Ok(())
}

/// Takes a request's time off out of every draft and published schedule again.
pub(super) fn take_out_of_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    request: &KeptRequest,
) -> Result<(), Failure> {
    let (schedules, shifts) = shifts_around(conn, scope, unit, request)?;
    let mut before: BTreeMap<String, Vec<ShiftActivity>> = BTreeMap::new();
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    for row in store::replaced_by(conn, scope.tenant(), &request.row.id)? {
        let activities = documents::read("time-off request", &request.row.id, &row.activities)?;
        before.insert(row.shift_id, activities);
    }
    for schedule in schedules {
        let of_schedule = shifts
            .iter()
            .filter(|shift| shift.schedule_id == schedule.id);
        let changed = of_schedule.filter_map(|shift| {
            let guessed = usual(shift, &request.row.id, &codes);
            let before = before.get(&shift.id).unwrap_or(&guessed);
            let activities = restored(&shift.activities, &request.row.id, before);
            (activities != shift.activities).then(|| Shift {
                activities,
                ..shift.clone()
            })
        });
        let amendment = Amendment {
            changed: changed.collect(),
            ..Amendment::default()
        };
        if !amendment.is_empty() {
            let reason = format!("time-off request {} is approved no longer", request.row.id);
            let note = VersionNote::because(VersionKind::TimeOffRemoved, reason);
            let at = (schedule.id.as_str(), schedule.version);
            amend_schedule(conn, scope, at, &amendment, note)?;
        }
    }
    forget_replaced(conn, scope, request, &before)
}

/// Forgets what a request replaced. What others replaced later held its time off: it holds what stood there before now.
fn forget_replaced(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &KeptRequest,
    before: &BTreeMap<String, Vec<ShiftActivity>>,
) -> Result<(), Failure> {
    for (shift_id, stood) in before {
        for other in store::replaced_in_shift(conn, scope.tenant(), shift_id)? {
            let activities: Vec<ShiftActivity> =
                documents::read("time-off request", &other.request_id, &other.activities)?;
            let restored = restored(&activities, &request.row.id, stood);
            if other.request_id != request.row.id && restored != activities {
                let activities = documents::write(&restored)?;
                store::rewrite_replaced(
                    conn,
                    &ReplacedRow {
                        activities,
                        ..other
                    },
                )?;
            }
        }
    }
    Ok(store::take_replaced(conn, scope.tenant(), &request.row.id)?)
}

/// The agent's shifts around the days of a request in the schedules that live, which are locked.
fn shifts_around(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    request: &KeptRequest,
) -> Result<(Vec<Schedule>, Vec<Shift>), Failure> {
    let starts = request.days.iter().map(|day| day.start_at);
    let ends = request.days.iter().map(|day| day.end_at);
    let (Some(from), Some(to)) = (starts.min(), ends.max()) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let date = |at: Instant| at.to_utc().with_timezone(&unit.time_zone).date_naive();
    // A shift of the evening before may run into a part of a day.
    let first = date(from).pred_opt().unwrap_or_else(|| date(from));
    let schedules = lock_live_schedules(conn, scope, &unit.id, (first, date(to)))?;
    let agents = [request.row.agent_id.clone()];
    let shifts = shifts_in_live_schedules(conn, scope, &schedules, &agents, (from, to))?;
    Ok((schedules, shifts))
}
