//! Lines of agents into the database: by external id, all of them or none.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::cells::Column;
use super::lines::{AgentLine, AgentLines, RejectedCell};
use crate::db::{Conn, Record};
use crate::failure::Failure;
use crate::organisation::agents::{Agent, AgentSkill, NewAgent};
use crate::organisation::management_units::NewManagementUnit;
use crate::organisation::resource::{self, Identity, Resource, Stored};
use crate::organisation::skills::NewSkill;
use crate::organisation::store::{AgentRow, Links, replace_links};
use crate::organisation::teams::NewTeam;
use crate::organisation::work_plans::{MOST_ROTATION_WEEKS, NewWorkPlan};
use crate::tenancy::Scope;

/// What an import of agents did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentImport {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Whether the agents were written: no dry run, and no cell rejected.
    pub applied: bool,
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Agents that are new.
    pub created: u64,
    /// Agents that change.
    pub updated: u64,
    /// Agents that stay as they are.
    pub unchanged: u64,
    /// Every cell that stands against the import.
    pub rejects: Vec<RejectedCell>,
}

/// Makes or changes the agents of a file by their external ids; nothing at all when any cell is rejected. Doing it
/// again changes nothing. A column the file does not have leaves that value as it is; an empty cell clears it.
///
/// # Errors
/// [`Failure::Stale`] when an agent was changed by somebody else meanwhile; otherwise only the database's. What is wrong
/// with the file is told in the report.
pub fn import_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    file: AgentLines,
    dry_run: bool,
) -> Result<AgentImport, Failure> {
    let names = Names::load(conn, scope)?;
    let existing: Vec<Agent> = resource::all(conn, scope, None)?;
    let existing: BTreeMap<&str, &Agent> = existing
        .iter()
        .filter_map(|agent| Some((agent.external_id.as_deref()?, agent)))
        .collect();
    let mut rejects = file.rejects;
    let mut seen = BTreeMap::new();
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for line in &file.lines {
        let external_id = line.cell(Column::ExternalId).unwrap_or_default();
        if let Some(first) = seen
            .insert(external_id, line.row)
            .filter(|_| !external_id.is_empty())
        {
            let reason = format!("row {first} has this external id already");
            let reject = line.reject(Column::ExternalId, "duplicate", reason, "keep one of them");
            rejects.push(reject);
            continue;
        }
        let current = existing.get(external_id).copied();
        match names.agent(line, current.map(|agent| &agent.values)) {
            Err(faults) => rejects.extend(faults),
            Ok(agent) if current.is_some_and(|current| current.values == agent) => unchanged += 1,
            Ok(agent) => changes.push((agent, current)),
        }
    }
    rejects.sort_by_key(|reject| reject.row);
    let created = changes
        .iter()
        .filter(|(_, current)| current.is_none())
        .count();
    let applied = !dry_run && rejects.is_empty();
    let report = AgentImport {
        dry_run,
        applied,
        rows: file.lines.len() as u64,
        created: created as u64,
        updated: (changes.len() - created) as u64,
        unchanged,
        rejects,
    };
    if applied {
        apply(conn, scope, &changes)?;
    }
    Ok(report)
}

fn apply(
    conn: &mut Conn<'_>,
    scope: &Scope,
    changes: &[(NewAgent, Option<&Agent>)],
) -> Result<(), Failure> {
    let mut fresh = Vec::new();
    let mut owners = Vec::new();
    let mut links = BTreeSet::new();
    for (agent, current) in changes {
        let row = match current {
            None => agent.to_row(Identity::fresh(scope))?,
            Some(current) => agent.to_row(Identity::next(scope, current))?,
        };
        let skills = agent.skills.iter().map(|skill| skill.skill_id.clone());
        links.extend(skills.map(|skill| (row.id.clone(), skill)));
        owners.push(row.id.clone());
        match current {
            None => fresh.push(row),
            Some(current) => {
                let replaced = row.replace(conn, current.version);
                if !replaced.map_err(|error| Failure::from_write(error, NewAgent::KIND))? {
                    let now: Agent = resource::find(conn, scope, &current.id)?;
                    return Err(Failure::Stale {
                        yours: current.version,
                        current: now.version,
                    });
                }
            }
        }
    }
    let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
    AgentRow::insert(conn, &fresh)
        .and_then(|()| replace_links(conn, Links::AgentSkills, scope.tenant(), &owners, &links))
        .map_err(|error| Failure::from_write(error, NewAgent::KIND))
}

/// The ids behind the names a file uses.
struct Names {
    management_units: BTreeMap<String, String>,
    teams: BTreeMap<(String, String), String>,
    work_plans: BTreeMap<(String, String), String>,
    skills: BTreeMap<String, String>,
}

impl Names {
    fn load(conn: &mut Conn<'_>, scope: &Scope) -> Result<Self, Failure> {
        let units: Vec<Stored<NewManagementUnit>> = resource::all(conn, scope, None)?;
        let teams: Vec<Stored<NewTeam>> = resource::all(conn, scope, None)?;
        let plans: Vec<Stored<NewWorkPlan>> = resource::all(conn, scope, None)?;
        let skills: Vec<Stored<NewSkill>> = resource::all(conn, scope, None)?;
        Ok(Self {
            management_units: units
                .into_iter()
                .map(|unit| (unit.values.name, unit.id))
                .collect(),
            teams: teams
                .into_iter()
                .map(|team| ((team.values.management_unit_id, team.values.name), team.id))
                .collect(),
            work_plans: plans
                .into_iter()
                .map(|plan| ((plan.values.management_unit_id, plan.values.name), plan.id))
                .collect(),
            skills: skills
                .into_iter()
                .map(|skill| (skill.values.name, skill.id))
                .collect(),
        })
    }

    /// The agent a line describes, over what is there already.
    fn agent(
        &self,
        line: &AgentLine,
        current: Option<&NewAgent>,
    ) -> Result<NewAgent, Vec<RejectedCell>> {
        let mut rejects = Vec::new();
        let external_id = required_text(line, Column::ExternalId, &mut rejects);
        let name = required_text(line, Column::Name, &mut rejects);
        let unit_name = required_text(line, Column::ManagementUnit, &mut rejects);
        let unit = self.management_units.get(&unit_name);
        if unit.is_none() && !unit_name.is_empty() {
            rejects.push(line.reject(
                Column::ManagementUnit,
                "unknown-reference",
                "there is no management unit of this name",
                "make it first, or correct the name",
            ));
        }
        let unit = unit.cloned().unwrap_or_default();
        let kept = current.filter(|current| current.management_unit_id == unit);
        let mut named =
            |column, ids: &BTreeMap<(String, String), String>, kept: Option<String>| match line
                .cell(column)
            {
                None => kept,
                Some("") => None,
                Some(name) => {
                    let id = ids.get(&(unit.clone(), name.to_owned()));
                    if id.is_none() && !unit.is_empty() {
                        let reason = format!("{unit_name:?} has none of this name");
                        let remedy = "make it there first, or correct the name";
                        rejects.push(line.reject(column, "unknown-reference", reason, remedy));
                    }
                    id.cloned()
                }
            };
        let team = kept.and_then(|agent| agent.team_id.clone());
        let team_id = named(Column::Team, &self.teams, team);
        let plan = kept.and_then(|agent| agent.work_plan_id.clone());
        let work_plan_id = named(Column::WorkPlan, &self.work_plans, plan);
        let skills = match line.cell(Column::Skills) {
            None => current.map_or_else(Vec::new, |agent| agent.skills.clone()),
            Some(cell) => self.skills(line, cell, &mut rejects),
        };
        let active = match line.cell(Column::Active) {
            None => current.is_none_or(|agent| agent.active),
            Some(cell) => active(line, cell, &mut rejects),
        };
        let rotation_position = match line.cell(Column::RotationPosition) {
            None => current.and_then(|agent| agent.rotation_position),
            Some(cell) => rotation_position(line, cell, &mut rejects),
        };
        let hire_date = match line.cell(Column::HireDate) {
            None => current.and_then(|agent| agent.hire_date),
            Some(cell) => hire_date(line, cell, &mut rejects),
        };
        if !rejects.is_empty() {
            return Err(rejects);
        }
        Ok(NewAgent {
            name,
            external_id: Some(external_id),
            management_unit_id: unit,
            team_id,
            work_plan_id,
            skills,
            active,
            rotation_position,
            hire_date,
        })
    }

    fn skills(
        &self,
        line: &AgentLine,
        cell: &str,
        rejects: &mut Vec<RejectedCell>,
    ) -> Vec<AgentSkill> {
        let mut skills: Vec<AgentSkill> = Vec::new();
        for part in cell
            .split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let mut reject = |code, reason: String, remedy: &str| {
                rejects.push(line.reject(Column::Skills, code, reason, remedy));
            };
            let (name, proficiency) = part.split_once(':').unwrap_or((part, ""));
            let proficiency = proficiency.trim().parse().ok();
            let Some(proficiency) = proficiency.filter(|level| (1..=5).contains(level)) else {
                let reason = format!("{part:?} has no proficiency of 1 to 5");
                reject(
                    "invalid-proficiency",
                    reason,
                    "write it as Billing:4|Loans:2",
                );
                continue;
            };
            let Some(id) = self.skills.get(name.trim()) else {
                let reason = format!("there is no skill {:?}", name.trim());
                reject(
                    "unknown-reference",
                    reason,
                    "make it first, or correct the name",
                );
                continue;
            };
            if skills.iter().any(|skill| skill.skill_id == *id) {
                let reason = format!("{:?} stands there twice", name.trim());
                reject("duplicate", reason, "name each skill once");
                continue;
            }
            skills.push(AgentSkill {
                skill_id: id.clone(),
                proficiency,
            });
        }
        skills
    }
}

fn required_text(line: &AgentLine, column: Column, rejects: &mut Vec<RejectedCell>) -> String {
    let text = line.cell(column).unwrap_or_default();
    if text.is_empty() {
        rejects.push(line.reject(column, "missing", "it is empty", "fill it in"));
    } else if text.chars().count() > 200 {
        let reason = format!("it has {} characters", text.chars().count());
        rejects.push(line.reject(column, "too-long", reason, "use at most 200"));
    }
    text.to_owned()
}

fn rotation_position(line: &AgentLine, cell: &str, rejects: &mut Vec<RejectedCell>) -> Option<u32> {
    if cell.is_empty() {
        return None;
    }
    let position = cell.parse().ok();
    let position = position.filter(|position| (*position as usize) < MOST_ROTATION_WEEKS);
    if position.is_none() {
        rejects.push(line.reject(
            Column::RotationPosition,
            "invalid-value",
            "it is no position among the weeks of a rotation",
            format!("write 0 to {}, or leave it empty", MOST_ROTATION_WEEKS - 1),
        ));
    }
    position
}

fn hire_date(line: &AgentLine, cell: &str, rejects: &mut Vec<RejectedCell>) -> Option<NaiveDate> {
    if cell.is_empty() {
        return None;
    }
    let date = cell.parse().ok();
    if date.is_none() {
        rejects.push(line.reject(
            Column::HireDate,
            "invalid-value",
            "it is no date",
            "write it as 2026-06-01, or leave it empty",
        ));
    }
    date
}

fn active(line: &AgentLine, cell: &str, rejects: &mut Vec<RejectedCell>) -> bool {
    match cell.to_ascii_lowercase().as_str() {
        "" | "true" | "yes" | "1" => true,
        "false" | "no" | "0" => false,
        _ => {
            let reason = "it is neither true nor false";
            rejects.push(line.reject(
                Column::Active,
                "invalid-value",
                reason,
                "write true or false",
            ));
            false
        }
    }
}

#[cfg(test)]
mod tests;
