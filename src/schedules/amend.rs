//! Changes that follow from what agents and supervisors agree on: time off, trades, accepted offers.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::agent_schedules::{from_row, shifts_of_schedule};
use super::edit::{ScheduleEdit, edit_schedule};
use super::find::find_schedule;
use super::heads_now::heads_now;
use super::schedule::{Schedule, ScheduleState};
use super::shift::Shift;
use super::store;
use super::versions::{ShiftChange, VersionNote};
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

    /// All shifts of a schedule once it is applied.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a shift that does not stand in the schedule.
    fn applied_to(&self, current: &[Shift], schedule_id: &str) -> Result<Vec<Shift>, Failure> {
        let mut shifts: BTreeMap<&str, &Shift> = current
            .iter()
            .map(|shift| (shift.id.as_str(), shift))
            .collect();
        for id in &self.removed {
            let gone = shifts.remove(id.as_str());
            gone.ok_or_else(|| Failure::not_found("shift", id))?;
        }
        for shift in &self.changed {
            let old = shifts.insert(&shift.id, shift);
            old.ok_or_else(|| Failure::not_found("shift", &shift.id))?;
        }
        shifts.extend(self.added.iter().map(|shift| (shift.id.as_str(), shift)));
        let amended = shifts.into_values().map(|shift| Shift {
            schedule_id: schedule_id.to_owned(),
            ..shift.clone()
        });
        Ok(amended.collect())
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

/// The published schedule of a business unit that holds a local day; the weeks of two never overlap.
///
/// # Errors
/// Only the database's.
pub fn published_schedule_of_day(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    date: NaiveDate,
) -> Result<Option<Schedule>, Failure> {
    let after = date.succ_opt().unwrap_or(NaiveDate::MAX).to_string();
    let within = (date.to_string(), after);
    let within = (within.0.as_str(), within.1.as_str());
    let rows = store::published_over(conn, scope.tenant(), business_unit_id, within)?;
    rows.into_iter().next().map(Schedule::from_row).transpose()
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

/// Puts an amendment into a draft or published schedule that is still at version `expected`, all of it or nothing, as an
/// edit that keeps `note` with who and when.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Conflict`] `archived`; those of the requirement of its
/// forecast.
pub fn amend_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (schedule_id, expected): (&str, i32),
    amendment: &Amendment,
    note: VersionNote,
) -> Result<Schedule, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    if schedule.state == ScheduleState::Archived {
        return Err(Failure::conflict(
            "archived",
            "another schedule has taken its place; change that one",
        ));
    }
    if schedule.version != expected {
        return Err(Failure::Stale {
            yours: expected,
            current: schedule.version,
        });
    }
    let current = shifts_of_schedule(conn, scope, schedule_id)?;
    let amended = amendment.applied_to(&current, schedule_id)?;
    let edit = ScheduleEdit {
        version: expected,
        note,
        changes: ShiftChange::between(&current, &amended),
        scheduled_heads: heads_now(conn, scope, &schedule, &amended)?,
    };
    edit_schedule(conn, scope, schedule_id, &edit)
}
