//! Changing a schedule's shifts: all of a change or nothing, as a new version.

use super::agent_schedules::shift_row;
use super::fairness;
use super::find::find_schedule;
use super::generation::ScheduledHeads;
use super::schedule::{Schedule, ScheduleState};
use super::store;
use super::versions::{ShiftChange, VersionNote, record_version};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A change of a schedule that was checked at one of its versions.
#[derive(Clone, Debug)]
pub struct ScheduleEdit {
    /// The version it was made from.
    pub version: i32,
    /// What is kept of it.
    pub note: VersionNote,
    /// The shifts it changes.
    pub changes: Vec<ShiftChange>,
    /// Heads by planning group and interval with these changes; none where nothing is known to split them by.
    pub scheduled_heads: Option<Vec<ScheduledHeads>>,
}

/// Applies a change. What agents, their calendars and adherence read of a published schedule is the new version at once.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`] when somebody else changed the schedule since; [`Failure::Conflict`]
/// `archived`.
pub fn edit_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    edit: &ScheduleEdit,
) -> Result<Schedule, Failure> {
    let tenant = scope.tenant();
    if !store::claim_version(conn, tenant, id, edit.version, scope.now)? {
        let now = find_schedule(conn, scope, id)?;
        require_editable(&now)?;
        return Err(Failure::Stale {
            yours: edit.version,
            current: now.version,
        });
    }
    if let Some(heads) = &edit.scheduled_heads {
        write_scheduled_heads(conn, scope, id, heads)?;
    }
    let mut gone = Vec::new();
    let mut rows = Vec::new();
    for change in &edit.changes {
        gone.extend(change.before.as_ref().map(|shift| shift.id.clone()));
        let after = change.after.as_ref();
        rows.extend(after.map(|shift| shift_row(scope, shift)).transpose()?);
    }
    let deleted = store::delete_shifts(conn, tenant, id, &gone)?;
    if deleted != gone.len() {
        let detail = format!(
            "an edit of schedule {id} names {} shifts of version {}, of which {deleted} stand",
            gone.len(),
            edit.version
        );
        return Err(Failure::Internal(detail));
    }
    store::insert_shifts(conn, &rows).map_err(|error| Failure::from_write(error, "shift"))?;
    let version = edit.version + 1;
    record_version(conn, scope, (id, version), &edit.note, &edit.changes)?;
    let schedule = find_schedule(conn, scope, id)?;
    if schedule.state == ScheduleState::Published {
        fairness::take_back(conn, scope, id)?;
        fairness::enter(conn, scope, &schedule)?;
    }
    Ok(schedule)
}

/// Writes how a schedule's heads are split between planning groups.
///
/// # Errors
/// Only the database's.
pub fn write_scheduled_heads(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    heads: &[ScheduledHeads],
) -> Result<(), Failure> {
    let heads = documents::write(&heads)?;
    Ok(store::write_heads(conn, scope.tenant(), id, &heads)?)
}

/// # Errors
/// [`Failure::Conflict`] `archived`: what was published once is a record.
pub fn require_editable(schedule: &Schedule) -> Result<(), Failure> {
    if schedule.state == ScheduleState::Archived {
        let detail = format!(
            "schedule {} is archived and stays as agents worked by it; copy it to have a draft",
            schedule.id
        );
        return Err(Failure::conflict("archived", detail));
    }
    Ok(())
}
