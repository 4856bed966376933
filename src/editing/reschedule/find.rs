//! Reading a proposal.

use super::proposal::{Proposal, RescheduleResult, RescheduleState};
use crate::db::Conn;
use crate::documents;
use crate::editing::store::{self, RescheduleRow};
use crate::failure::Failure;
use crate::jobs::find_run;
use crate::schedules::{Schedule, ShiftChange, find_schedule};
use crate::tenancy::Scope;

/// What a run of kind `reschedule` proposes for a schedule of the business unit.
///
/// # Errors
/// [`Failure::NotFound`] for the run, also another business unit's; [`Failure::Conflict`] `no-result` where it has not
/// ended well.
pub fn find_reschedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    run_id: &str,
) -> Result<RescheduleResult, Failure> {
    let (row, proposal, schedule) = read(conn, scope, business_unit_id, run_id)?;
    let state = match row.applied_version {
        Some(_) => RescheduleState::Applied,
        None if schedule.version == row.schedule_version => RescheduleState::Proposed,
        None => RescheduleState::Outdated,
    };
    Ok(RescheduleResult {
        run_id: row.run_id,
        schedule_id: row.schedule_id,
        schedule_version: row.schedule_version,
        state,
        created_at: row.created_at,
        applied_version: row.applied_version,
        applied_by: row.applied_by,
        applied_at: row.applied_at,
        changes: proposal.changes.iter().map(ShiftChange::told).collect(),
        validation_results: proposal.validation_results,
        facts: proposal.facts,
    })
}

pub(super) fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    run_id: &str,
) -> Result<(RescheduleRow, Proposal, Schedule), Failure> {
    let Some(row) = store::reschedule(conn, scope.tenant(), run_id)? else {
        let run = find_run(conn, scope, run_id)?;
        let detail = format!(
            "run {run_id} of kind {} proposes no changes: it is {:?}; wait for its end, or reschedule again",
            run.kind, run.state
        );
        return Err(Failure::conflict("no-result", detail));
    };
    let schedule = find_schedule(conn, scope, &row.schedule_id)?;
    if schedule.business_unit_id != business_unit_id {
        return Err(Failure::not_found("run", run_id));
    }
    let proposal = documents::read("reschedule", run_id, &row.proposal)?;
    Ok((row, proposal, schedule))
}
