//! Applying a proposal.

use super::find::read;
use crate::db::Conn;
use crate::editing::planned::{EditOutcome, PlannedEdit, apply_edit};
use crate::editing::rule_failure::OnRuleFailure;
use crate::editing::store;
use crate::failure::{Failure, Faults};
use crate::schedules::{ScheduleEdit, VersionKind, VersionNote};
use crate::tenancy::Scope;

/// The proposal of a run as a change of its schedule at the version it was made from.
///
/// # Errors
/// Those of [`super::find_reschedule`]; [`Failure::Conflict`] `already-applied`; [`Failure::Invalid`] for a reason that is
/// missing.
pub(in crate::editing) fn planned_reschedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    run_id: &str,
    on_failure: OnRuleFailure,
) -> Result<PlannedEdit, Failure> {
    let mut faults = Faults::default();
    on_failure.check(&mut faults);
    faults.into_result()?;
    let (row, proposal, schedule) = read(conn, scope, business_unit_id, run_id)?;
    if row.applied_version.is_some() {
        return Err(already_applied(run_id));
    }
    let note = VersionNote {
        reason: on_failure.reason,
        rule_failure_action: Some(on_failure.rule_failure_action),
        validation_results: proposal.validation_results,
        ..VersionNote::of(VersionKind::Rescheduled)
    };
    Ok(PlannedEdit {
        edit: ScheduleEdit {
            version: row.schedule_version,
            note,
            changes: proposal.changes,
            scheduled_heads: proposal.scheduled_heads,
        },
        schedule,
    })
}

/// Applies a proposal whole, or not at all.
///
/// # Errors
/// [`Failure::Stale`] when the schedule has changed since it was made; [`Failure::Conflict`] `archived`, `rule-broken`,
/// `already-applied`.
pub fn apply_reschedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
    planned: PlannedEdit,
) -> Result<EditOutcome, Failure> {
    if planned.edit.changes.is_empty() && planned.edit.version != planned.schedule.version {
        return Err(Failure::Stale {
            yours: planned.edit.version,
            current: planned.schedule.version,
        });
    }
    let outcome = apply_edit(conn, scope, planned)?;
    let version = outcome.schedule.version;
    let by = (scope.actor.subject.as_str(), scope.now);
    if store::mark_applied(conn, (scope.tenant(), run_id), version, by)? {
        Ok(outcome)
    } else {
        Err(already_applied(run_id))
    }
}

fn already_applied(run_id: &str) -> Failure {
    let detail = format!(
        "the proposal of run {run_id} was applied before; undo it in the schedule, or reschedule again"
    );
    Failure::conflict("already-applied", detail)
}
