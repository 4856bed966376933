//! The secret link: whoever has it reads one agent's published shifts, nothing else, until it is replaced or deleted.

use serde::Serialize;

use crate::auth::Secret;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::find_agent;
use crate::schedules::store::{self, CalendarLinkRow};
use crate::tenancy::Scope;

/// An agent's calendar link. The address itself is shown once, when it is made: only its hash is stored.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarLink {
    /// Whose shifts it opens.
    pub agent_id: String,
    /// When it was made.
    pub created_at: Instant,
}

/// Makes the agent's link; the one before stops opening. `agent_id` is needed when the actor is no agent.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`] for the agent; [`Failure::Invalid`] when none is
/// named.
pub fn create_calendar_link(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: Option<&str>,
) -> Result<(CalendarLink, Secret), Failure> {
    let agent_id = whose(scope, agent_id)?;
    let agent = find_agent(conn, scope, &agent_id)?;
    let secret = Secret::generate("")?;
    let row = CalendarLinkRow {
        tenant_id: scope.tenant().to_owned(),
        agent_id: agent.id,
        secret_hash: secret.stored(),
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
    };
    store::replace_calendar_link(conn, &row)?;
    Ok((from_row(row), secret))
}

/// The agent's link, without its address.
///
/// # Errors
/// As [`create_calendar_link`], and [`Failure::NotFound`] when there is none.
pub fn find_calendar_link(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: Option<&str>,
) -> Result<CalendarLink, Failure> {
    let agent_id = whose(scope, agent_id)?;
    let row = store::calendar_link(conn, scope.tenant(), &agent_id)?;
    Ok(from_row(row.ok_or_else(|| none_of(&agent_id))?))
}

/// Makes the agent's link useless at once.
///
/// # Errors
/// As [`find_calendar_link`].
pub fn delete_calendar_link(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: Option<&str>,
) -> Result<(), Failure> {
    let agent_id = whose(scope, agent_id)?;
    if store::delete_calendar_link(conn, scope.tenant(), &agent_id)? {
        Ok(())
    } else {
        Err(none_of(&agent_id))
    }
}

fn none_of(agent_id: &str) -> Failure {
    Failure::not_found("calendar link of agent", agent_id)
}

fn whose(scope: &Scope, asked: Option<&str>) -> Result<String, Failure> {
    let Some(agent_id) = asked.or(scope.actor.agent_id.as_deref()) else {
        return Err(Failure::invalid(
            "?agentId",
            "missing-agent",
            "you are no agent yourself; name one as ?agentId=",
        ));
    };
    scope.require_own(agent_id, "wfm:calendar:view")?;
    Ok(agent_id.to_owned())
}

fn from_row(row: CalendarLinkRow) -> CalendarLink {
    CalendarLink {
        agent_id: row.agent_id,
        created_at: row.created_at,
    }
}
