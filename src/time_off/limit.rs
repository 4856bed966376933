//! Time-off limits: how many minutes of time off a group of agents may have on a day or in an interval.

use serde::{Deserialize, Serialize};

use super::plan::{NewTimeOffPlan, TimeOffPlan, list_time_off_plans};
use super::settings::{self, Kept, Setting};
use super::store::SettingTable;
use super::wait_list::promote_wait_list;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    Agent, BusinessUnit, agents_of_business_unit, find_team, list_management_units,
};
use crate::tenancy::Scope;

/// What a limit counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum LimitGranularity {
    /// Minutes of local days, each day for itself.
    Day,
    /// Minutes of the business unit's intervals, each interval for itself.
    Interval,
}

/// A limit to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTimeOffLimit {
    /// The business unit it is in, for good.
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// What it counts by.
    pub granularity: LimitGranularity,
    /// Minutes of time off that dates without a value of their own have room for: a day's, or every interval's.
    pub default_limit_minutes: u32,
    /// Counts agents of this management unit only; of the whole business unit when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management_unit_id: Option<String>,
    /// Counts agents of this team only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// Counts these agents only: a staffing group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_ids: Option<Vec<String>>,
}

/// How many minutes of time off a group of agents may have.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffLimit {
    /// Its id.
    pub id: String,
    /// What was sent.
    #[serde(flatten)]
    pub values: NewTimeOffLimit,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
}

impl From<Kept<NewTimeOffLimit>> for TimeOffLimit {
    fn from(kept: Kept<NewTimeOffLimit>) -> Self {
        Self {
            id: kept.id,
            values: kept.values,
            version: kept.version,
            created_at: kept.created_at,
            modified_at: kept.modified_at,
        }
    }
}

impl NewTimeOffLimit {
    /// Whether it counts the agent.
    pub(super) fn counts(&self, agent: &Agent) -> bool {
        let is = |wanted: &Option<String>, id: Option<&String>| {
            wanted.as_ref().is_none_or(|wanted| id == Some(wanted))
        };
        let named = self.agent_ids.as_ref();
        is(&self.management_unit_id, Some(&agent.management_unit_id))
            && is(&self.team_id, agent.team_id.as_ref())
            && named.is_none_or(|ids| ids.contains(&agent.id))
    }
}

impl Setting for NewTimeOffLimit {
    const KIND: &'static str = "time-off limit";
    const TABLE: SettingTable = SettingTable::Limits;

    fn business_unit_id(&self) -> &str {
        &self.business_unit_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &BusinessUnit,
        _: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        let sites = list_management_units(conn, scope, &unit.id)?;
        let is_site = |id: &String| sites.iter().any(|site| site.id == *id);
        if let Some(id) = &self.management_unit_id {
            let detail = "name a management unit of this business unit";
            faults.require(is_site(id), "/managementUnitId", "not-found", detail);
        }
        if let Some(id) = &self.team_id {
            let team = match find_team(conn, scope, id) {
                Ok(team) => Some(team),
                Err(Failure::NotFound { .. }) => None,
                Err(error) => return Err(error),
            };
            let is_here = team.is_some_and(|team| {
                let site = self.management_unit_id.as_ref();
                is_site(&team.management_unit_id)
                    && site.is_none_or(|site| *site == team.management_unit_id)
            });
            let detail = "name a team of this management unit";
            faults.require(is_here, "/teamId", "not-found", detail);
        }
        if let Some(ids) = &self.agent_ids {
            let agents = agents_of_business_unit(conn, scope, &unit.id)?;
            for (index, id) in ids.iter().enumerate() {
                faults.require(
                    agents.iter().any(|agent| agent.id == *id),
                    format!("/agentIds/{index}"),
                    "not-found",
                    "name an agent of this business unit",
                );
            }
        }
        Ok(())
    }
}

/// Makes a limit.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_time_off_limit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewTimeOffLimit,
) -> Result<TimeOffLimit, Failure> {
    settings::create(conn, scope, new).map(Into::into)
}

/// The limit of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_time_off_limit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<TimeOffLimit, Failure> {
    settings::find(conn, scope, id).map(Into::into)
}

/// All limits of a business unit.
///
/// # Errors
/// Only the database's.
pub fn list_time_off_limits(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<TimeOffLimit>, Failure> {
    let kept = settings::all(conn, scope, business_unit_id)?;
    Ok(kept.into_iter().map(Into::into).collect())
}

/// Puts a limit in the place of the one that is still at version `expected`, and decides what waits anew.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault, also at `/granularity`: it stays.
pub fn replace_time_off_limit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    new: NewTimeOffLimit,
) -> Result<TimeOffLimit, Failure> {
    let current = find_time_off_limit(conn, scope, id)?;
    if current.values.granularity != new.granularity {
        return Err(Failure::invalid(
            "/granularity",
            "cannot-change",
            "a limit keeps its granularity, as dates have values in it; make another limit",
        ));
    }
    let limit: TimeOffLimit = settings::replace(conn, scope, id, expected, new)?.into();
    promote_wait_list(conn, scope, &limit.values.business_unit_id)?;
    Ok(limit)
}

/// Deletes a limit that no plan names.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `in-use`.
pub fn delete_time_off_limit(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let limit = find_time_off_limit(conn, scope, id)?;
    let plans = list_time_off_plans(conn, scope, &limit.values.business_unit_id)?;
    let names = |plan: &&TimeOffPlan| plan.values.time_off_limit_ids.contains(&limit.id);
    if let Some(plan) = plans.iter().find(names) {
        return Err(Failure::conflict(
            "in-use",
            format!(
                "time-off plan {:?} counts by it; take it out there first",
                plan.values.name
            ),
        ));
    }
    settings::delete::<NewTimeOffLimit>(conn, scope, id)
}

/// The limits of a plan that count the agent.
pub(super) fn limits_for(
    conn: &mut Conn<'_>,
    scope: &Scope,
    plan: &NewTimeOffPlan,
    agent: &Agent,
) -> Result<Vec<TimeOffLimit>, Failure> {
    let limits = list_time_off_limits(conn, scope, &plan.business_unit_id)?;
    let of_plan = limits.into_iter();
    Ok(of_plan
        .filter(|limit| plan.time_off_limit_ids.contains(&limit.id))
        .filter(|limit| limit.values.counts(agent))
        .collect())
}
