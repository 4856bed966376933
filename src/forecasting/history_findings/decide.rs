//! The planner's word on a finding.

use crewcast_forecasts::cleaning::{Decision, FindingId};
use serde::{Deserialize, Serialize};

use super::decisions::{StoredDecision, to_row};
use super::examined::examined;
use super::list::{ListedFinding, listed};
use super::range::FindingRange;
use super::store;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::find_planning_group;
use crate::tenancy::Scope;

const KIND: &str = "history finding";
const MOST_CHARACTERS: usize = 1_000;

/// A decision to be taken on a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFindingDecision {
    /// `accepted`: the repair is made. `refused`: the history stays as it is.
    #[schema(value_type = String)]
    pub decision: Decision,
    /// Why; may be left out.
    #[serde(default)]
    pub reason: String,
}

/// Takes a decision on a finding, in place of an earlier one, and gives the finding as it now stands. Forecasts made
/// from now on follow it.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group, and for a finding that its history does not have in the range asked
/// for; [`Failure::Invalid`] for a reason that is too long.
pub fn decide_finding(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, planning_group_id): (&str, &str),
    finding_id: &str,
    range: FindingRange,
    new: &NewFindingDecision,
) -> Result<ListedFinding, Failure> {
    let mut faults = Faults::default();
    faults.require(
        new.reason.chars().count() <= MOST_CHARACTERS && !new.reason.contains('\0'),
        "/reason",
        "invalid-reason",
        format!("use at most {MOST_CHARACTERS} characters"),
    );
    faults.into_result()?;
    let missing = || Failure::not_found(KIND, finding_id);
    let id: FindingId = finding_id.parse().map_err(|_| missing())?;
    let seen = examined(conn, scope, (business_unit_id, planning_group_id), range)?;
    let finding = seen
        .cleaned
        .findings
        .iter()
        .find(|finding| finding.id == id && seen.range.holds(finding.date))
        .ok_or_else(missing)?;
    let decision = StoredDecision {
        finding: id,
        decision: new.decision,
        reason: new.reason.trim().to_owned(),
        decided_by: scope.actor.subject.clone(),
        decided_at: scope.now,
    };
    store::replace(conn, &to_row(scope, &seen.group.id, &decision))?;
    let applied = !finding.repairs.is_empty() && new.decision == Decision::Accepted;
    listed(
        finding,
        seen.found.volume.slots_per_day(),
        Some(&decision),
        applied,
    )
}

/// Takes a decision back: the finding is undecided again.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group, and when no decision was taken under this id.
pub fn withdraw_finding_decision(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, planning_group_id): (&str, &str),
    finding_id: &str,
) -> Result<(), Failure> {
    let group = find_planning_group(conn, scope, business_unit_id, planning_group_id)?;
    let missing = || Failure::not_found("decision on history finding", finding_id);
    let id: FindingId = finding_id.parse().map_err(|_| missing())?;
    if store::delete(conn, scope.tenant(), &group.id, &id.to_string())? {
        Ok(())
    } else {
        Err(missing())
    }
}
