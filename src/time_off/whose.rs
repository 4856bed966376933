//! Whose time off an operation is about, and where they work.

use chrono::{NaiveDate, TimeZone};

use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{Agent, BusinessUnit, find_agent};
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
    find_agent(conn, scope, agent_id)
}

/// The business unit's local date.
pub(super) fn today(unit: &BusinessUnit, scope: &Scope) -> NaiveDate {
    let now = scope.now.to_utc().naive_utc();
    unit.time_zone.from_utc_datetime(&now).date_naive()
}
