//! Shifts as agents and the page read them, and as adherence and outbound read them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::find::find_schedule;
use super::shift::{Shift, ShiftActivity};
use super::store::{self, ShiftRow};
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::organisation::{
    ActivityCategory, Agent, agents_of_business_unit, business_unit_of_agent, find_agent,
};
use crate::tenancy::Scope;

/// Whose shifts to read; an agent must match every list that is given.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentScheduleQuery {
    /// These agents.
    pub agent_ids: Option<Vec<String>>,
    /// Agents of these management units.
    pub management_unit_ids: Option<Vec<String>>,
    /// Agents of these teams.
    pub team_ids: Option<Vec<String>>,
}

/// One agent's shifts.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentSchedule {
    /// Who works.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// Their shifts in order of time; empty when they have none.
    pub shifts: Vec<AgentScheduleShift>,
}

/// One shift.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentScheduleShift {
    /// Its id.
    pub id: String,
    /// When it starts.
    pub start_date: Instant,
    /// Its length in minutes of real time, unpaid activities included.
    pub length_minutes: u32,
    /// Its paid minutes.
    pub paid_minutes: u32,
    /// What happens in it, without a hole.
    pub activities: Vec<AgentScheduleActivity>,
    /// Whether a planner changed it by hand.
    pub manually_edited: bool,
    /// The work plan it was made from.
    pub work_plan_id: Option<String>,
    /// The work plan's shift it was made from.
    pub work_plan_shift_id: Option<String>,
}

/// A stretch of a shift.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentScheduleActivity {
    /// The activity code.
    pub activity_code_id: String,
    /// The code's category when the shift was made.
    pub category: ActivityCategory,
    /// When it starts.
    pub start_date: Instant,
    /// Its length in minutes of real time.
    pub length_minutes: u32,
    /// Whether it is paid.
    pub paid: bool,
    /// Its minutes when it is paid, else 0.
    pub payable_minutes: u32,
    /// What it is about, where the code does not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The time-off request it was approved by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_off_request_id: Option<String>,
}

/// A shift that agents see, with what a calendar needs to tell a change from a repetition.
#[derive(Clone, Debug)]
pub struct PublishedShift {
    /// The shift.
    pub shift: Shift,
    /// The version of its schedule.
    pub schedule_version: i32,
    /// When its schedule last changed: when it was published or, since then, edited.
    pub modified_at: Instant,
}

impl From<&Shift> for AgentScheduleShift {
    fn from(shift: &Shift) -> Self {
        Self {
            id: shift.id.clone(),
            start_date: shift.start_at,
            length_minutes: shift.length_minutes,
            paid_minutes: shift.paid_minutes(),
            activities: shift.activities.iter().map(Into::into).collect(),
            manually_edited: shift.manually_edited,
            work_plan_id: shift.work_plan_id.clone(),
            work_plan_shift_id: shift.work_plan_shift_id.clone(),
        }
    }
}

impl From<&ShiftActivity> for AgentScheduleActivity {
    fn from(activity: &ShiftActivity) -> Self {
        Self {
            activity_code_id: activity.activity_code_id.clone(),
            category: activity.category,
            start_date: activity.start_at,
            length_minutes: activity.length_minutes,
            paid: activity.paid,
            payable_minutes: activity.payable_minutes(),
            description: activity.description.clone(),
            time_off_request_id: activity.time_off_request_id.clone(),
        }
    }
}

/// All shifts of a schedule, whatever its state, in order of time.
///
/// # Errors
/// [`Failure::Database`] when a stored shift cannot be read.
pub fn shifts_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<Vec<Shift>, Failure> {
    let rows = store::shifts_of(conn, scope.tenant(), schedule_id)?;
    rows.into_iter().map(from_row).collect()
}

/// Shifts of published schedules that touch `from..to`, of the agents named, in order of time.
///
/// # Errors
/// [`Failure::Database`] when a stored shift cannot be read.
pub fn published_shifts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<Shift>, Failure> {
    let found = published_shifts_with_version(conn, scope, agent_ids, from, to)?;
    Ok(found.into_iter().map(|published| published.shift).collect())
}

/// As [`published_shifts`], each with the version of its schedule and the instant of its last change.
///
/// # Errors
/// [`Failure::Database`] when a stored shift cannot be read.
pub fn published_shifts_with_version(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<PublishedShift>, Failure> {
    let rows = store::published_shifts(conn, scope.tenant(), agent_ids, from, to)?;
    rows.into_iter()
        .map(|(row, schedule_version, modified_at)| {
            Ok(PublishedShift {
                shift: from_row(row)?,
                schedule_version,
                modified_at,
            })
        })
        .collect()
}

/// The shifts of a schedule by agent: every agent the query selects and the actor may reach, active or with shifts, in order of name.
///
/// # Errors
/// [`Failure::NotFound`] for the schedule.
pub fn query_agent_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
    query: &AgentScheduleQuery,
) -> Result<Vec<AgentSchedule>, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    let mut shifts: BTreeMap<String, Vec<AgentScheduleShift>> = BTreeMap::new();
    for shift in shifts_of_schedule(conn, scope, schedule_id)? {
        shifts
            .entry(shift.agent_id.clone())
            .or_default()
            .push((&shift).into());
    }
    let selected = Selection::of(query);
    let mut agents: Vec<Agent> = agents_of_business_unit(conn, scope, &schedule.business_unit_id)?
        .into_iter()
        .filter(|agent| selected.holds(agent))
        .filter(|agent| {
            let access = &scope.actor.access;
            access.covers_agent(&agent.management_unit_id, agent.team_id.as_deref())
        })
        .filter(|agent| agent.active || shifts.contains_key(&agent.id))
        .collect();
    agents.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(agents
        .into_iter()
        .map(|agent| AgentSchedule {
            shifts: shifts.remove(&agent.id).unwrap_or_default(),
            agent_id: agent.id,
            name: agent.values.name,
        })
        .collect())
}

struct Selection<'a> {
    agents: Option<BTreeSet<&'a str>>,
    management_units: Option<BTreeSet<&'a str>>,
    teams: Option<BTreeSet<&'a str>>,
}

impl<'a> Selection<'a> {
    fn of(query: &'a AgentScheduleQuery) -> Self {
        let set = |ids: &'a Option<Vec<String>>| {
            ids.as_ref()
                .map(|ids| ids.iter().map(String::as_str).collect())
        };
        Self {
            agents: set(&query.agent_ids),
            management_units: set(&query.management_unit_ids),
            teams: set(&query.team_ids),
        }
    }

    fn holds(&self, agent: &Agent) -> bool {
        let in_set = |set: &Option<BTreeSet<&str>>, id: Option<&str>| match (set, id) {
            (None, _) => true,
            (Some(set), Some(id)) => set.contains(id),
            (Some(_), None) => false,
        };
        in_set(&self.agents, Some(&agent.id))
            && in_set(&self.management_units, Some(&agent.management_unit_id))
            && in_set(&self.teams, agent.team_id.as_deref())
    }
}

/// One agent's published shifts that touch `from..to`.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedAgentSchedule {
    /// The agent's business unit.
    pub business_unit_id: String,
    /// Its zone, an IANA name.
    pub time_zone: String,
    /// From when.
    pub start_date: Instant,
    /// To before when.
    pub end_date: Instant,
    /// The agent and their shifts.
    #[serde(flatten)]
    pub schedule: AgentSchedule,
}

/// What an agent works by. An actor with the role agent reads only their own.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`]; [`Failure::Invalid`] for bounds that are none.
pub fn agent_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    period: &super::period::PeriodParams,
) -> Result<PublishedAgentSchedule, Failure> {
    scope.require_own(agent_id, "wfm:agentSchedule:view")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let unit = business_unit_of_agent(conn, scope, &agent)?;
    let (from, to) = period.bounds(unit.time_zone, scope.now)?;
    let shifts = published_shifts(conn, scope, std::slice::from_ref(&agent.id), from, to)?;
    Ok(PublishedAgentSchedule {
        time_zone: unit.time_zone.name().to_owned(),
        business_unit_id: unit.id,
        start_date: from,
        end_date: to,
        schedule: AgentSchedule {
            agent_id: agent.id,
            name: agent.values.name,
            shifts: shifts.iter().map(Into::into).collect(),
        },
    })
}

/// A shift as it is stored.
pub(super) fn shift_row(scope: &Scope, shift: &Shift) -> Result<ShiftRow, Failure> {
    Ok(ShiftRow {
        tenant_id: scope.tenant().to_owned(),
        id: shift.id.clone(),
        schedule_id: shift.schedule_id.clone(),
        agent_id: shift.agent_id.clone(),
        start_at: shift.start_at,
        end_at: shift.end_at(),
        activities: documents::write(&shift.activities)?,
        manually_edited: shift.manually_edited,
        work_plan_id: shift.work_plan_id.clone(),
        work_plan_shift_id: shift.work_plan_shift_id.clone(),
    })
}

pub(super) fn from_row(row: ShiftRow) -> Result<Shift, Failure> {
    let minutes = (row.end_at.epoch_millis() - row.start_at.epoch_millis()) / 60_000;
    Ok(Shift {
        length_minutes: u32::try_from(minutes).map_err(|_| DbError::Corrupt {
            what: "shift",
            id: row.id.clone(),
            reason: format!("lasts {minutes} minutes"),
        })?,
        activities: documents::read("shift", &row.id, &row.activities)?,
        id: row.id,
        schedule_id: row.schedule_id,
        agent_id: row.agent_id,
        start_at: row.start_at,
        manually_edited: row.manually_edited,
        work_plan_id: row.work_plan_id,
        work_plan_shift_id: row.work_plan_shift_id,
    })
}
