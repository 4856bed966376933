//! Whose time off an operation is about, and where they work.

use chrono::{NaiveDate, TimeZone};

use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{
    Agent, BusinessUnit, find_agent, find_business_unit, find_management_unit,
};
use crate::tenancy::{Role, Scope};

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
    let Some(agent_id) = asked.or(scope.actor.agent_id.as_deref()) else {
        let detail = "you are no agent yourself; name one";
        return Err(Failure::invalid("?agentId", "missing-agent", detail));
    };
    require_own(scope, agent_id, permission)?;
    find_agent(conn, scope, agent_id)
}

/// # Errors
/// [`Failure::Forbidden`] when an agent reaches for what is another's.
pub(super) fn require_own(scope: &Scope, agent_id: &str, permission: &str) -> Result<(), Failure> {
    let actor = &scope.actor;
    if actor.role == Role::Agent && actor.agent_id.as_deref() != Some(agent_id) {
        return Err(Failure::Forbidden {
            role: actor.role.as_str().to_owned(),
            permission: format!("{permission} for another agent"),
        });
    }
    Ok(())
}

/// The business unit an agent works in.
pub(super) fn agent_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent: &Agent,
) -> Result<BusinessUnit, Failure> {
    let site = find_management_unit(conn, scope, &agent.management_unit_id)?;
    find_business_unit(conn, scope, &site.business_unit_id)
}

/// The business unit's local date.
pub(super) fn today(unit: &BusinessUnit, scope: &Scope) -> NaiveDate {
    let now = scope.now.to_utc().naive_utc();
    unit.time_zone.from_utc_datetime(&now).date_naive()
}
