//! What became of one agent's shifts in a schedule.

use serde::Serialize;

use super::list::{ScheduleVersion, all_versions, of_row, read_changes};
use super::shift_change::{ShiftChange, ToldShiftChange};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::find_agent;
use crate::schedules::Schedule;
use crate::schedules::store;
use crate::tenancy::Scope;

/// All changes of an agent's shifts in a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentScheduleHistory {
    /// The schedule.
    pub schedule_id: String,
    /// Whose shifts.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// Versions that changed their shifts, newest first.
    pub versions: Vec<AgentVersion>,
}

/// A version, with what it changed of one agent's shifts.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentVersion {
    /// The version; counts and findings are of this agent's shifts alone.
    #[serde(flatten)]
    pub version: ScheduleVersion,
    /// This agent's shifts that it changed.
    pub changes: Vec<ToldShiftChange>,
}

/// What was changed of an agent's shifts, by whom, when and why.
///
/// # Errors
/// [`Failure::NotFound`] for the agent.
pub fn agent_schedule_history(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    agent_id: &str,
) -> Result<AgentScheduleHistory, Failure> {
    let agent = find_agent(conn, scope, agent_id)?;
    let rows = store::changes_of_agent(conn, scope.tenant(), &schedule.id, agent_id)?;
    let mut known = all_versions(conn, scope, &schedule.id)?;
    let versions = rows.chunk_by(|a, b| a.version == b.version);
    let versions = versions.filter_map(|changed| {
        let row = known.remove(&changed.first()?.version)?;
        let told = || {
            let changes = read_changes(changed)?;
            let mut version = of_row(row, &changes)?;
            let results = &mut version.validation_results;
            results.retain(|result| result.agent_id == agent_id);
            Ok(AgentVersion {
                version,
                changes: changes.iter().map(ShiftChange::told).collect(),
            })
        };
        Some(told())
    });
    Ok(AgentScheduleHistory {
        schedule_id: schedule.id.clone(),
        versions: versions.collect::<Result<_, Failure>>()?,
        agent_id: agent.id,
        name: agent.values.name,
    })
}
