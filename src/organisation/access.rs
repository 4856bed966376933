//! Which units scopes cover, and which agents and queues are in them.

use super::agents::find_agent;
use super::queues::find_queue;
use super::store;
use crate::db::{Conn, DbError};
use crate::failure::Failure;
use crate::tenancy::{Access, AccessScope, CoveredUnits, Scope};

/// The units of scopes with all that is in them, as the organisation is now.
///
/// # Errors
/// Only the database's.
pub fn covered_units(
    conn: &mut Conn<'_>,
    tenant: &str,
    scopes: &[AccessScope],
) -> Result<CoveredUnits, DbError> {
    let mut units = CoveredUnits::default();
    for scope in scopes {
        match scope {
            AccessScope::BusinessUnitId(id) => units.business_units.insert(id.clone()),
            AccessScope::ManagementUnitId(id) => units.management_units.insert(id.clone()),
            AccessScope::TeamId(id) => units.teams.insert(id.clone()),
        };
    }
    let named = units.teams.iter().cloned().collect::<Vec<_>>();
    let holding = store::management_units_of_teams(conn, tenant, &named)?;
    let business_units = units.business_units.iter().cloned().collect::<Vec<_>>();
    let inside = store::management_units_inside(conn, tenant, &business_units)?;
    units.management_units.extend(inside);
    units.partial_management_units = holding
        .into_iter()
        .filter(|id| !units.management_units.contains(id))
        .collect();
    let management_units = units.management_units.iter().cloned().collect::<Vec<_>>();
    let inside = store::teams_inside(conn, tenant, &management_units)?;
    units.teams.extend(inside);
    let shown: Vec<String> = units
        .management_units
        .iter()
        .chain(&units.partial_management_units)
        .cloned()
        .collect();
    units.partial_business_units = store::business_units_of_management_units(conn, tenant, &shown)?
        .into_iter()
        .filter(|id| !units.business_units.contains(id))
        .collect();
    Ok(units)
}

/// The ids of the agents whom the actor's units hold; `None` for all.
///
/// # Errors
/// Only the database's.
pub fn agents_within_access(
    conn: &mut Conn<'_>,
    scope: &Scope,
) -> Result<Option<Vec<String>>, Failure> {
    let Access::Limited(units) = &scope.actor.access else {
        return Ok(None);
    };
    let management_units = units.management_units.iter().cloned().collect::<Vec<_>>();
    let teams = units.teams.iter().cloned().collect::<Vec<_>>();
    Ok(Some(store::agents_in(
        conn,
        scope.tenant(),
        &management_units,
        &teams,
    )?))
}

/// That an agent is in the actor's units. One who is not is as good as none.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn require_agent_within_access(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
) -> Result<(), Failure> {
    if !scope.actor.access.is_limited() {
        return Ok(());
    }
    let agent = find_agent(conn, scope, agent_id)?;
    let access = &scope.actor.access;
    if access.covers_agent(&agent.management_unit_id, agent.team_id.as_deref()) {
        Ok(())
    } else {
        Err(Failure::not_found("agent", agent_id))
    }
}

/// That a queue is in the actor's units. One that is not is as good as none.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn require_queue_within_access(
    conn: &mut Conn<'_>,
    scope: &Scope,
    queue_id: &str,
) -> Result<(), Failure> {
    let queue = find_queue(conn, scope, queue_id)?;
    if scope
        .actor
        .access
        .covers_business_unit(&queue.business_unit_id)
    {
        Ok(())
    } else {
        Err(Failure::not_found("queue", queue_id))
    }
}
