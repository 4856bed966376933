//! Applying a proposal.

use super::find::read;
use crate::db::Conn;
use crate::editing::planned::{EditOutcome, PlannedEdit, apply_edit, plan_edit};
use crate::editing::rule_failure::OnRuleFailure;
use crate::editing::store;
use crate::failure::{Failure, Faults};
use crate::rostering::ScheduleRules;
use crate::schedules::{VersionKind, require_editable, shifts_of_schedule};
use crate::tenancy::Scope;

/// The proposal of a run as a change of its schedule, held against the rules as they are now.
///
/// # Errors
/// Those of [`super::find_reschedule`]; [`Failure::Stale`] when the schedule has changed since; [`Failure::Conflict`]
/// `already-applied`, `archived`; [`Failure::Invalid`] for a reason that is missing.
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
    require_editable(&schedule)?;
    if schedule.version != row.schedule_version {
        return Err(Failure::Stale {
            yours: row.schedule_version,
            current: schedule.version,
        });
    }
    // The shifts are those of then; work plans, days off and neighbours are those of now.
    let rules = ScheduleRules::read(conn, scope, &schedule)?;
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    plan_edit(
        (&rules, &schedule),
        &current,
        proposal.changes,
        VersionKind::Rescheduled,
        on_failure,
    )
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
