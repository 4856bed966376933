//! Decisions on findings as they are kept.

use crewcast_forecasts::cleaning::{Decision, Decisions, FindingId};

use super::store::{self, DecisionRow};
use crate::db::{Conn, DbError, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StoredDecision {
    pub finding: FindingId,
    pub decision: Decision,
    pub reason: String,
    pub decided_by: String,
    pub decided_at: Instant,
}

/// The planner's decisions on a planning group's history, for [`super::clean`].
///
/// # Errors
/// Only the database's.
pub(in crate::forecasting) fn finding_decisions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    planning_group_id: &str,
) -> Result<Decisions, Failure> {
    stored_decisions(conn, scope, planning_group_id).map(|stored| as_decisions(&stored))
}

/// The decisions with their reasons and authors, in an order that does not depend on the database.
pub(super) fn stored_decisions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    planning_group_id: &str,
) -> Result<Vec<StoredDecision>, Failure> {
    let rows = store::decisions(conn, scope.tenant(), planning_group_id)?;
    let mut stored: Vec<StoredDecision> = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
    stored.sort_by(|one, other| one.finding.cmp(&other.finding));
    Ok(stored)
}

/// What the decisions say, without who said it.
pub(super) fn as_decisions(stored: &[StoredDecision]) -> Decisions {
    let mut decisions = Decisions::default();
    for one in stored {
        decisions.decide(one.finding.clone(), one.decision);
    }
    decisions
}

pub(super) fn to_row(scope: &Scope, planning_group_id: &str, one: &StoredDecision) -> DecisionRow {
    DecisionRow {
        tenant_id: scope.tenant().to_owned(),
        planning_group_id: planning_group_id.to_owned(),
        finding_id: one.finding.to_string(),
        decision: name_of(one.decision).to_owned(),
        reason: one.reason.clone(),
        decided_by: one.decided_by.clone(),
        decided_at: one.decided_at,
    }
}

const fn name_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Accepted => "accepted",
        Decision::Refused => "refused",
    }
}

fn of_row(row: DecisionRow) -> Result<StoredDecision, Failure> {
    let corrupt = |reason: String| DbError::Corrupt {
        what: "decision on a history finding",
        id: row.finding_id.clone(),
        reason,
    };
    let decision = [Decision::Accepted, Decision::Refused]
        .into_iter()
        .find(|decision| name_of(*decision) == row.decision)
        .ok_or_else(|| corrupt(format!("unknown decision {:?}", row.decision)))?;
    let finding = match row.finding_id.parse::<FindingId>() {
        Ok(finding) => finding,
        Err(error) => return Err(corrupt(format!("{error}")).into()),
    };
    Ok(StoredDecision {
        finding,
        decision,
        reason: row.reason,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    })
}
