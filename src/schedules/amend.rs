//! Changes that follow from what agents and supervisors agree on: time off, trades, accepted offers.

use chrono::NaiveDate;

use super::agent_schedules::from_row;
use super::documents;
use super::fairness;
use super::find::find_schedule;
use super::schedule::{Schedule, ScheduleState};
use super::shift::Shift;
use super::store::{self, ShiftRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Shifts to be put into a schedule.
#[derive(Clone, Debug, Default)]
pub struct Amendment {
    /// Shifts that stand in the schedule and are overwritten.
    pub changed: Vec<Shift>,
    /// Shifts that are new in it.
    pub added: Vec<Shift>,
    /// Ids of shifts that go.
    pub removed: Vec<String>,
}

impl Amendment {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

/// Drafts and published schedules of a business unit that hold any of the days `first..=last`. They stay as they are read
/// until the transaction ends.
///
/// # Errors
/// Only the database's.
pub fn lock_live_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Schedule>, Failure> {
    let (first, last) = (first.to_string(), last.to_string());
    let rows = store::lock_live(conn, scope.tenant(), business_unit_id, (&first, &last))?;
    rows.into_iter().map(Schedule::from_row).collect()
}

/// Published schedules of a business unit that hold any instant of `from..to`; a day more on each side is looked at, as
/// zones differ.
///
/// # Errors
/// Only the database's.
pub fn published_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    (from, to): (Instant, Instant),
) -> Result<Vec<Schedule>, Failure> {
    let unit = crate::organisation::find_business_unit(conn, scope, business_unit_id)?;
    let date = |at: Instant| at.to_utc().with_timezone(&unit.time_zone).date_naive();
    let first = date(from).to_string();
    let after = date(to.plus_seconds(-1))
        .succ_opt()
        .unwrap_or(NaiveDate::MAX);
    let after = after.to_string();
    let rows = store::published_over(conn, scope.tenant(), business_unit_id, (&first, &after))?;
    rows.into_iter().map(Schedule::from_row).collect()
}

/// The shift of that id, provided that its schedule is published.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn published_shift(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Shift, Failure> {
    let row = store::published_shift(conn, scope.tenant(), id)?;
    from_row(row.ok_or_else(|| Failure::not_found("published shift", id))?)
}

/// Shifts of these agents in the schedules that touch `from..to`, in order of time.
///
/// # Errors
/// [`Failure::Database`] when a stored shift cannot be read.
pub fn shifts_in_live_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedules: &[Schedule],
    agent_ids: &[String],
    within: (Instant, Instant),
) -> Result<Vec<Shift>, Failure> {
    let ids: Vec<String> = schedules.iter().map(|one| one.id.clone()).collect();
    let rows = store::live_shifts(conn, scope.tenant(), &ids, agent_ids, within)?;
    rows.into_iter().map(from_row).collect()
}

/// Puts an amendment into a draft or published schedule that is still at version `expected`, all of it or nothing. The
/// version rises by one, and a published schedule's entries in the fairness ledger follow.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Conflict`] `schedule-archived`.
pub fn amend_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
    expected: i32,
    amendment: &Amendment,
) -> Result<Schedule, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    if schedule.state == ScheduleState::Archived {
        return Err(Failure::conflict(
            "schedule-archived",
            "another schedule has taken its place; change that one",
        ));
    }
    if !store::raise_version(conn, scope.tenant(), schedule_id, expected, scope.now)? {
        return Err(Failure::Stale {
            yours: expected,
            current: find_schedule(conn, scope, schedule_id)?.version,
        });
    }
    store::delete_shifts(conn, scope.tenant(), schedule_id, &amendment.removed)?;
    for shift in &amendment.changed {
        let row = to_row(scope, schedule_id, shift)?;
        if !store::rewrite_shift(conn, &row)? {
            return Err(Failure::not_found("shift", &shift.id));
        }
    }
    let added = amendment.added.iter();
    let added: Vec<ShiftRow> = added
        .map(|shift| to_row(scope, schedule_id, shift))
        .collect::<Result<_, _>>()?;
    store::insert_shifts(conn, &added)?;
    let schedule = find_schedule(conn, scope, schedule_id)?;
    if schedule.state == ScheduleState::Published {
        fairness::take_back(conn, scope, schedule_id)?;
        fairness::enter(conn, scope, &schedule)?;
    }
    Ok(schedule)
}

fn to_row(scope: &Scope, schedule_id: &str, shift: &Shift) -> Result<ShiftRow, Failure> {
    Ok(ShiftRow {
        tenant_id: scope.tenant().to_owned(),
        id: shift.id.clone(),
        schedule_id: schedule_id.to_owned(),
        agent_id: shift.agent_id.clone(),
        start_at: shift.start_at,
        end_at: shift.end_at(),
        activities: documents::write(&shift.activities)?,
        manually_edited: shift.manually_edited,
        work_plan_id: shift.work_plan_id.clone(),
        work_plan_shift_id: shift.work_plan_shift_id.clone(),
    })
}
