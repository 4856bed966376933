//! Whose time off an operation is about, and where they work.

use chrono::{NaiveDate, TimeZone};

use super::request::KeptRequest;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{Agent, BusinessUnit, find_agent, require_agent_within_access};
use crate::tenancy::Scope;

/// The agent asked for, or who asks. An actor with the role agent is only ever themself.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent; [`Failure::NotFound`]; [`Failure::Invalid`] when none is named.
pub(super) fn own_agent(
    conn: &mut Conn<'_>,
    scope: &Scope,
    asked: Option<&str>,
    permission: &str,
) -> Result<Agent, Failure> {
    let agent_id = scope.acting_agent(asked, "?agentId", permission)?;
    require_agent_within_access(conn, scope, agent_id)?;
    find_agent(conn, scope, agent_id)
}

/// That a request's agent is who asks, where that is an agent, and is in the actor's units.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`].
pub(super) fn require_reachable(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &KeptRequest,
    permission: &str,
) -> Result<(), Failure> {
    scope.require_own(&request.row.agent_id, permission)?;
    match require_agent_within_access(conn, scope, &request.row.agent_id) {
        Err(Failure::NotFound { .. }) => {
            Err(Failure::not_found("time-off request", &request.row.id))
        }
        other => other,
    }
}

/// The business unit's local date.
pub(super) fn today(unit: &BusinessUnit, scope: &Scope) -> NaiveDate {
    let now = scope.now.to_utc().naive_utc();
    unit.time_zone.from_utc_datetime(&now).date_naive()
}
