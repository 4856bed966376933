//! A schedule's shifts as they were.

use std::collections::BTreeMap;

use super::list::{VersionFacts, version_facts};
use super::shift_change::ShiftChange;
use crate::db::Conn;
use crate::failure::Failure;
use crate::schedules::store;
use crate::schedules::{Schedule, Shift, shifts_of_schedule};
use crate::tenancy::Scope;

/// The shifts of a schedule at one of its versions, in order of time.
///
/// # Errors
/// [`Failure::NotFound`] for a version it never had.
pub fn shifts_at(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    version: i32,
) -> Result<Vec<Shift>, Failure> {
    if !(1..=schedule.version).contains(&version) {
        return Err(Failure::not_found(
            "version of the schedule",
            version.to_string(),
        ));
    }
    let now = shifts_of_schedule(conn, scope, &schedule.id)?;
    let mut shifts: BTreeMap<String, Shift> = now
        .into_iter()
        .map(|shift| (shift.id.clone(), shift))
        .collect();
    let since = (version + 1, schedule.version);
    let changes = store::changes_of(conn, scope.tenant(), &schedule.id, since)?;
    for of_version in changes.chunk_by(|a, b| a.version == b.version) {
        // A shift that went to another agent is both removed and added: what was added goes first.
        for row in of_version.iter().filter(|row| row.before_shift.is_none()) {
            shifts.remove(&row.shift_id);
        }
        for row in of_version {
            if let Some(before) = ShiftChange::from_row(row)?.before {
                shifts.insert(row.shift_id.clone(), before);
            }
        }
    }
    let mut shifts: Vec<Shift> = shifts.into_values().collect();
    shifts.sort_by(|a, b| (a.start_at, &a.agent_id, &a.id).cmp(&(b.start_at, &b.agent_id, &b.id)));
    Ok(shifts)
}

/// The version that stood before the last change of shifts. What was undone or restored counts as the version it
/// brought back, so that undoing again goes one change further back.
///
/// # Errors
/// [`Failure::Conflict`] `nothing-to-undo`.
pub fn version_before_last_edit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<i32, Failure> {
    let known = version_facts(conn, scope, schedule)?;
    let mut version = schedule.version;
    // Every step goes down: a version restores an earlier one.
    while version > 1 {
        match known.get(&version) {
            Some(VersionFacts {
                restores: Some(earlier),
                ..
            }) if *earlier < version => version = *earlier,
            Some(facts) if facts.changes_shifts => return Ok(version - 1),
            _ => version -= 1,
        }
    }
    Err(Failure::conflict(
        "nothing-to-undo",
        format!(
            "no shift of schedule {} was changed since it was made; restore a version by its number instead",
            schedule.id
        ),
    ))
}
