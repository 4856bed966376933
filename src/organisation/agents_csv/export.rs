//! All agents of the tenant as CSV.

use std::collections::BTreeMap;
use std::io::Write;

use super::cells::{COLUMNS, Column, formula_guarded};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::agents::{Agent, NewAgent};
use crate::organisation::management_units::NewManagementUnit;
use crate::organisation::resource::{self, Resource, Stored};
use crate::organisation::skills::NewSkill;
use crate::organisation::teams::NewTeam;
use crate::organisation::work_plans::NewWorkPlan;
use crate::tenancy::Scope;

/// Writes all agents of the tenant that the actor may reach, inactive ones included, and returns how many. Cells that a spreadsheet would run as
/// formulas begin with an apostrophe, which an import takes off again.
///
/// # Errors
/// [`Failure::Internal`] when `out` cannot be written; otherwise only the database's.
pub fn export_agents(conn: &mut Conn<'_>, scope: &Scope, out: impl Write) -> Result<u64, Failure> {
    let units = names::<NewManagementUnit>(conn, scope, |unit| &unit.name)?;
    let teams = names::<NewTeam>(conn, scope, |team| &team.name)?;
    let plans = names::<NewWorkPlan>(conn, scope, |plan| &plan.name)?;
    let skills = names::<NewSkill>(conn, scope, |skill| &skill.name)?;
    let name_of = |names: &BTreeMap<String, String>, id: &Option<String>| {
        let name = id.as_ref().and_then(|id| names.get(id));
        name.cloned().unwrap_or_default()
    };
    let mut agents: Vec<Agent> = resource::all::<NewAgent>(conn, scope, None)?;
    agents.retain(|agent| agent.values.is_within(&scope.actor.access, &agent.id));
    let mut writer = csv::Writer::from_writer(out);
    let unwritable = |error: csv::Error| {
        Failure::Internal(format!("the agents' CSV cannot be written: {error}"))
    };
    writer
        .write_record(COLUMNS.map(Column::name))
        .map_err(unwritable)?;
    for agent in &agents {
        let skills: Vec<String> = agent
            .skills
            .iter()
            .filter_map(|skill| Some((skills.get(&skill.skill_id)?, skill.proficiency)))
            .map(|(name, proficiency)| format!("{name}:{proficiency}"))
            .collect();
        let record = COLUMNS.map(|column| match column {
            Column::ExternalId => agent.external_id.clone().unwrap_or_default(),
            Column::Name => agent.name.clone(),
            Column::ManagementUnit => units
                .get(&agent.management_unit_id)
                .cloned()
                .unwrap_or_default(),
            Column::Team => name_of(&teams, &agent.team_id),
            Column::WorkPlan => name_of(&plans, &agent.work_plan_id),
            Column::Skills => skills.join("|"),
            Column::Active => agent.active.to_string(),
            Column::RotationPosition => agent
                .rotation_position
                .map(|position| position.to_string())
                .unwrap_or_default(),
            Column::HireDate => agent
                .hire_date
                .map(|date| date.to_string())
                .unwrap_or_default(),
        });
        writer
            .write_record(record.map(|text| formula_guarded(&text)))
            .map_err(unwritable)?;
    }
    writer.flush().map_err(|error| unwritable(error.into()))?;
    Ok(agents.len() as u64)
}

fn names<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    name: impl Fn(&R) -> &String,
) -> Result<BTreeMap<String, String>, Failure> {
    let all: Vec<Stored<R>> = resource::all(conn, scope, None)?;
    Ok(all
        .into_iter()
        .map(|one| (one.id, name(&one.values).clone()))
        .collect())
}
