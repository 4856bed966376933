//! The wait list: who is granted room when some appears, and who waited too long.

use serde::Serialize;

use super::apply::put_into_schedules;
use super::decide::Court;
use super::request::{KeptRequest, TimeOffStatus};
use super::room::read_staff;
use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    find_agent, find_business_unit, list_activity_codes, lock_business_unit,
};
use crate::tenancy::Scope;

/// A request's place on the wait list.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitListPosition {
    /// The request.
    pub time_off_request_id: String,
    /// Who waits.
    pub agent_id: String,
    /// Its place among those that wait for any of its dates, from 1.
    pub position: u32,
    /// Since when it waits.
    pub waiting_since_date: Instant,
    /// When it stops waiting.
    pub expires_date: Instant,
}

/// Decides every waiting request of a business unit anew, who waits longest first: those that find room are granted it by
/// their plan, those that waited too long end. A request that finds no room does not keep a later one from room that it
/// cannot use itself.
///
/// # Errors
/// Those of the decision.
pub fn promote_wait_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<String>, Failure> {
    lock_business_unit(conn, scope, business_unit_id)?;
    let mut moved = Vec::new();
    let waiting = store::wait_list(conn, scope.tenant(), business_unit_id)?;
    if waiting.is_empty() {
        return Ok(moved);
    }
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let codes = list_activity_codes(conn, scope, business_unit_id)?;
    let staff = read_staff(conn, scope, business_unit_id)?;
    for row in waiting {
        let mut request = KeptRequest::read(conn, scope, row)?;
        let id = request.row.id.clone();
        if request.is_expired(scope.now) {
            request.expire(scope.now);
            request.keep(conn, scope)?;
            moved.push(id);
            continue;
        }
        let agent = find_agent(conn, scope, &request.row.agent_id)?;
        let code = codes
            .iter()
            .find(|code| code.id == request.row.activity_code_id);
        let (Some(code), Some(first), Some(last)) =
            (code, request.days.first(), request.days.last())
        else {
            continue;
        };
        let dates = (first.date, last.date);
        let who = (agent, &staff);
        let mut court = Court::convene(conn, scope, unit.clone(), who, code.clone(), dates)?;
        if court.would_wait(&request.days) {
            continue;
        }
        let findings = court.find(conn, scope, &request.days)?;
        let verdict = court.decide(scope, &request.days, findings);
        if verdict.status == TimeOffStatus::WaitListed {
            continue;
        }
        verdict.status.as_str().clone_into(&mut request.row.status);
        request.row.waitlisted_at = None;
        request.row.expires_at = None;
        request.document.substatus = verdict.substatus;
        request.document.decision = verdict.decision;
        request.document.marked_as_read = false;
        request.document.time_off_plan_id = court.plan.as_ref().map(|plan| plan.id.clone());
        request.keep(conn, scope)?;
        if verdict.status == TimeOffStatus::Approved {
            put_into_schedules(conn, scope, &unit, &request)?;
        }
        moved.push(id);
    }
    Ok(moved)
}
