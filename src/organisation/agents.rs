//! Agents: who works, what they can take, how well.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::business_units::{BusinessUnit, find_business_unit};
use super::management_units::{NewManagementUnit, find_management_unit};
use super::resource::{self, Identity, Resource, Stored, corrupt, document, parsed};
use super::rules::{require_found, require_found_under, require_within_access};
use super::skills::NewSkill;
use super::store::{self, AgentRow, Links, replace_links};
use super::teams::NewTeam;
use super::work_plans::{MOST_ROTATION_WEEKS, NewWorkPlan};
use crate::db::{Conn, DbError};
use crate::failure::{Failure, Faults};
use crate::tenancy::{Access, Scope};

/// How well an agent takes a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentSkill {
    /// The skill.
    pub skill_id: String,
    /// 1 (learning) to 5 (expert).
    pub proficiency: u8,
}

/// An agent to be made, or to take an agent's place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAgent {
    /// For people to read.
    pub name: String,
    /// Their id in the telephone or personnel system, unique in the tenant.
    pub external_id: Option<String>,
    /// Where they work.
    pub management_unit_id: String,
    /// Their team, of the same management unit.
    pub team_id: Option<String>,
    /// Their contract, of the same management unit; without one they get no shifts.
    pub work_plan_id: Option<String>,
    /// What they can take.
    #[serde(default)]
    pub skills: Vec<AgentSkill>,
    /// Whether they can be scheduled.
    #[serde(default = "yes")]
    pub active: bool,
    /// Their place in the rotation of their work plan: the position of the week they are in when it starts, from 0 (which it
    /// is when left out) and counted around. Without a rotation it means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation_position: Option<u32>,
    /// When they were hired: what years of service are counted from where wishes weigh by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hire_date: Option<NaiveDate>,
}

const fn yes() -> bool {
    true
}

/// Who works, what they can take, how well.
pub type Agent = Stored<NewAgent>;

impl Resource for NewAgent {
    type Row = AgentRow;
    const KIND: &'static str = "agent";
    const SCHEMA: &'static str = "Agent";

    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        if let Some(external_id) = &self.external_id {
            faults.require_name(external_id, "/externalId");
        }
        let unit = &self.management_unit_id;
        require_found::<NewManagementUnit>(conn, scope, &mut faults, unit, "/managementUnitId")?;
        if let Some(team) = &self.team_id {
            require_found_under::<NewTeam>(conn, scope, &mut faults, unit, team, "/teamId")?;
        }
        if let Some(plan) = &self.work_plan_id {
            require_found_under::<NewWorkPlan>(
                conn,
                scope,
                &mut faults,
                unit,
                plan,
                "/workPlanId",
            )?;
        }
        faults.require(
            self.rotation_position
                .is_none_or(|position| (position as usize) < MOST_ROTATION_WEEKS),
            "/rotationPosition",
            "out-of-range",
            format!(
                "use 0 to {}, a position among the rotation's weeks",
                MOST_ROTATION_WEEKS - 1
            ),
        );
        let mut seen = BTreeSet::new();
        for (index, skill) in self.skills.iter().enumerate() {
            let pointer = format!("/skills/{index}/skillId");
            require_found::<NewSkill>(conn, scope, &mut faults, &skill.skill_id, pointer.clone())?;
            faults.require(
                seen.insert(&skill.skill_id),
                pointer,
                "duplicate",
                "an agent has a skill once",
            );
            faults.require(
                (1..=5).contains(&skill.proficiency),
                format!("/skills/{index}/proficiency"),
                "out-of-range",
                format!("{} is no proficiency; use 1 to 5", skill.proficiency),
            );
        }
        let access = &scope.actor.access;
        let is_within = access.covers_agent(&self.management_unit_id, self.team_id.as_deref());
        require_within_access(&mut faults, is_within, "/managementUnitId");
        faults.into_result()
    }

    fn is_within(&self, access: &Access, _: &str) -> bool {
        access.covers_agent(&self.management_unit_id, self.team_id.as_deref())
    }

    fn to_row(&self, identity: Identity) -> Result<AgentRow, Failure> {
        Ok(AgentRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            management_unit_id: self.management_unit_id.clone(),
            name: self.name.clone(),
            external_id: self.external_id.clone(),
            team_id: self.team_id.clone(),
            work_plan_id: self.work_plan_id.clone(),
            skills: document(&self.skills)?,
            active: self.active,
            rotation_position: self
                .rotation_position
                .and_then(|place| i32::try_from(place).ok()),
            hire_date: self.hire_date.map(|date| date.to_string()),
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: AgentRow) -> Result<Agent, Failure> {
        let unreadable = |what: &str| corrupt(Self::KIND, &row.id, what);
        let position = row.rotation_position.map(u32::try_from).transpose();
        let hired = row.hire_date.as_ref().map(|date| date.parse()).transpose();
        Ok(Stored {
            values: Self {
                skills: parsed(Self::KIND, &row.id, &row.skills)?,
                name: row.name,
                external_id: row.external_id,
                management_unit_id: row.management_unit_id,
                team_id: row.team_id,
                work_plan_id: row.work_plan_id,
                active: row.active,
                rotation_position: position.map_err(|_| unreadable("rotation_position below 0"))?,
                hire_date: hired.map_err(|_| unreadable("hire_date is no date"))?,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }

    fn write_links(&self, conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<(), DbError> {
        let skills = self.skills.iter().map(|skill| skill.skill_id.clone());
        let skills = skills.map(|skill| (id.to_owned(), skill)).collect();
        replace_links(conn, Links::AgentSkills, tenant, &[id], &skills)
    }
}

/// Makes an agent.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the external id is taken.
pub fn create_agent(conn: &mut Conn<'_>, scope: &Scope, new: NewAgent) -> Result<Agent, Failure> {
    resource::create(conn, scope, new)
}

/// The agent of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_agent(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Agent, Failure> {
    resource::find(conn, scope, id)
}

/// All agents of a management unit, inactive ones included.
///
/// # Errors
/// Only the database's.
pub fn agents_of_management_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
) -> Result<Vec<Agent>, Failure> {
    resource::all(conn, scope, Some(management_unit_id))
}

/// All agents of a business unit's management units, inactive ones included.
///
/// # Errors
/// Only the database's.
pub fn agents_of_business_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<Agent>, Failure> {
    let rows = store::agents_of_business_unit(conn, scope.tenant(), business_unit_id)?;
    resource::read::<NewAgent>(rows)
}

/// The business unit an agent works in.
///
/// # Errors
/// Only the database's.
pub fn business_unit_of_agent(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent: &Agent,
) -> Result<BusinessUnit, Failure> {
    let management_unit = find_management_unit(conn, scope, &agent.management_unit_id)?;
    find_business_unit(conn, scope, &management_unit.business_unit_id)
}
