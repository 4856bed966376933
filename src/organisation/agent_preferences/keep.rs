//! Preferences as they are kept: read, replaced, read for many agents.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::wishes::AgentPreferences;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::agents::{Agent, NewAgent, find_agent};
use crate::organisation::management_units::find_management_unit;
use crate::organisation::resource::{document, parsed};
use crate::organisation::rules::require_found;
use crate::organisation::store::{self, AgentPreferencesRow};
use crate::organisation::work_plans::find_work_plan;
use crate::tenancy::Scope;

const KIND: &str = "agent preferences";

/// An agent's preferences.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownAgentPreferences {
    /// The agent.
    pub agent_id: String,
    /// Days off and wishes.
    #[serde(flatten)]
    pub preferences: AgentPreferences,
    /// Rises with every change; 0 before the first.
    pub version: i32,
    /// Who changed them last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_by: Option<String>,
    /// When they last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Instant>,
}

/// An agent's preferences; empty at version 0 while nobody has entered any. Agents read their own only.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`].
pub fn find_agent_preferences(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
) -> Result<KnownAgentPreferences, Failure> {
    scope.require_own(agent_id, "wfm:agentPreferences:view")?;
    let agent = find_agent(conn, scope, agent_id)?;
    known(conn, scope, &agent.id)
}

fn known(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
) -> Result<KnownAgentPreferences, Failure> {
    let ids = [agent_id.to_owned()];
    let row = store::agent_preferences(conn, scope.tenant(), &ids)?.pop();
    row.map_or_else(
        || {
            Ok(KnownAgentPreferences {
                agent_id: agent_id.to_owned(),
                preferences: AgentPreferences::default(),
                version: 0,
                modified_by: None,
                modified_at: None,
            })
        },
        of_row,
    )
}

fn of_row(row: AgentPreferencesRow) -> Result<KnownAgentPreferences, Failure> {
    Ok(KnownAgentPreferences {
        preferences: parsed(KIND, &row.agent_id, &row.preferences)?,
        agent_id: row.agent_id,
        version: row.version,
        modified_by: Some(row.modified_by),
        modified_at: Some(row.modified_at),
    })
}

/// Puts preferences in the place of those that are still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`] for the agent; [`Failure::Stale`]; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn replace_agent_preferences(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    expected: i32,
    preferences: &AgentPreferences,
) -> Result<KnownAgentPreferences, Failure> {
    let agent = find_agent(conn, scope, agent_id)?;
    let current = known(conn, scope, &agent.id)?.version;
    if current != expected {
        return Err(Failure::Stale {
            yours: expected,
            current,
        });
    }
    check(conn, scope, &agent, preferences)?;
    let row = AgentPreferencesRow {
        tenant_id: scope.tenant().to_owned(),
        agent_id: agent.id,
        preferences: document(preferences)?,
        version: current + 1,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    let replaced = if expected == 0 {
        store::insert_agent_preferences(conn, &row)
            .map(|()| true)
            .map_err(|error| Failure::from_write(error, KIND))?
    } else {
        store::replace_agent_preferences(conn, &row, expected)?
    };
    if !replaced {
        return Err(Failure::Stale {
            yours: expected,
            current: known(conn, scope, &row.agent_id)?.version,
        });
    }
    of_row(row)
}

fn check(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent: &Agent,
    preferences: &AgentPreferences,
) -> Result<(), Failure> {
    let mut faults = Faults::default();
    let plan = agent.work_plan_id.as_ref();
    let plan = plan.map(|id| find_work_plan(conn, scope, id)).transpose()?;
    let shifts: Option<BTreeSet<String>> = plan.map(|plan| {
        let shifts = plan.shifts.iter();
        shifts.map(|shift| shift.name.clone()).collect()
    });
    preferences.check(shifts.as_ref(), &mut faults);
    let site = find_management_unit(conn, scope, &agent.management_unit_id)?;
    for (index, wish) in preferences.colleagues.iter().enumerate() {
        let at = format!("/colleagues/{index}/agentId");
        faults.require(
            wish.agent_id != agent.id,
            at.clone(),
            "same-agent",
            "nobody is their own colleague; name another agent",
        );
        let found =
            require_found::<NewAgent>(conn, scope, &mut faults, &wish.agent_id, at.clone())?;
        let Some(colleague) = found else {
            continue;
        };
        let theirs = find_management_unit(conn, scope, &colleague.management_unit_id)?;
        faults.require(
            theirs.business_unit_id == site.business_unit_id,
            at,
            "other-unit",
            "they work in another business unit, which is rostered by itself; name an agent of this one",
        );
    }
    faults.into_result()
}

/// The preferences of those of the agents who have any, by agent.
///
/// # Errors
/// Only the database's.
pub fn preferences_of_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
) -> Result<BTreeMap<String, AgentPreferences>, Failure> {
    let rows = store::agent_preferences(conn, scope.tenant(), agent_ids)?;
    let mut preferences = BTreeMap::new();
    for row in rows {
        let known = of_row(row)?;
        if known.preferences != AgentPreferences::default() {
            preferences.insert(known.agent_id, known.preferences);
        }
    }
    Ok(preferences)
}
