//! Adherence of the past: day by day, agent by agent.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::activity::Activity;
use super::days::{DAYS_A_QUERY, DayRange, adherence_of_days, present};
use super::definition::DefinitionText;
use super::figures::{AdherenceFigures, AgentDay, Impact};
use super::profiles::{Profile, named_profile};
use super::timeline::{Excuse, Window};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    Agent, agents_of_management_unit, business_unit_of_agent, find_agent, find_business_unit,
    find_management_unit, find_team,
};
use crate::tenancy::Scope;

/// How many agents one question may ask for.
pub const AGENTS_A_QUERY: usize = 1_000;

/// What is asked of a management unit's past.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoricalAdherenceQuery {
    /// First local day.
    pub start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all.
    pub end_date: NaiveDate,
    /// Whose days; the business unit's zone when left out.
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Tz>,
    /// These agents of the management unit only.
    pub user_ids: Option<Vec<String>>,
    /// Agents of these teams only.
    pub team_ids: Option<Vec<String>>,
    /// Whether to list every exception.
    #[serde(default)]
    pub include_exceptions: bool,
    /// Name of a product's definition or of an own profile; `genesys-cloud` when left out.
    pub definition: Option<String>,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportFrame {
    /// The definition the figures are made by.
    pub definition: DefinitionText,
    /// Whose days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// First local day.
    pub start_date: NaiveDate,
    /// Last local day, included.
    pub end_date: NaiveDate,
    /// Until when was measured: the last day's end, or the present. Days that have not begun are not listed.
    pub actuals_end_date: Instant,
}

/// The figures of one local day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayMetrics {
    /// The local date.
    pub date: NaiveDate,
    /// Seconds from the first day's first instant to this day's.
    pub day_start_offset_secs: i64,
    /// The figures.
    #[serde(flatten)]
    pub figures: AdherenceFigures,
}

/// A stretch of time the definition holds against an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionInfo {
    /// Seconds from the first day's first instant to its start.
    pub start_offset_seconds: i64,
    /// Seconds from the first day's first instant to its end.
    pub end_offset_seconds: i64,
    /// What was to be done.
    pub scheduled_activity_category: Activity,
    /// What was done.
    pub actual_activity_category: Activity,
    /// What it does to the queues.
    pub impact: Impact,
}

/// A stretch of time that would be held against an agent if nothing excused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedInfo {
    /// Seconds from the first day's first instant to its start.
    pub start_offset_seconds: i64,
    /// Seconds from the first day's first instant to its end.
    pub end_offset_seconds: i64,
    /// What was to be done.
    pub scheduled_activity_category: Activity,
    /// What was done.
    pub actual_activity_category: Activity,
    /// What excuses it.
    pub explained_by: Excuse,
}

/// One agent's adherence.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentAdherence {
    /// The agent.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// The figures of all days together.
    #[serde(flatten)]
    pub figures: AdherenceFigures,
    /// The figures of each day.
    pub day_metrics: Vec<DayMetrics>,
    /// Every exception, in order of time, when they were asked for. One that passes midnight is listed in two parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception_info: Option<Vec<ExceptionInfo>>,
    /// Everything that is excused, in order of time, when exceptions were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained_info: Option<Vec<ExplainedInfo>>,
}

/// The adherence of a management unit's agents.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AdherenceReport {
    /// What it is about.
    #[serde(flatten)]
    pub frame: ReportFrame,
    /// One for each agent, by name.
    pub entities: Vec<AgentAdherence>,
}

/// The adherence of one agent.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AgentAdherenceReport {
    /// What it is about.
    #[serde(flatten)]
    pub frame: ReportFrame,
    /// The agent.
    #[serde(flatten)]
    pub agent: AgentAdherence,
}

/// The past adherence of a management unit's agents.
///
/// # Errors
/// [`Failure::NotFound`] for the management unit; [`Failure::Invalid`] for dates, agents, teams or a definition that
/// are none, and for more than 31 days or 1,000 agents.
pub fn query_historical_adherence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
    query: &HistoricalAdherenceQuery,
) -> Result<AdherenceReport, Failure> {
    let profile = named_profile(conn, scope, query.definition.as_deref(), "/definition")?;
    let unit = find_management_unit(conn, scope, management_unit_id)?;
    let zone = match query.time_zone {
        Some(zone) => zone,
        None => find_business_unit(conn, scope, &unit.business_unit_id)?.time_zone,
    };
    let pointers = ["/startDate", "/endDate"];
    let days = DayRange::new(query.start_date, query.end_date, zone, pointers)?;
    let mut agents = agents_asked_for(conn, scope, &unit.id, query)?;
    if agents.len() > AGENTS_A_QUERY {
        let detail = format!(
            "{} agents; ask for at most {AGENTS_A_QUERY} agents and {DAYS_A_QUERY} days at once: name them in userIds \
             or teamIds",
            agents.len()
        );
        return Err(Failure::invalid("/userIds", "too-many-agents", detail));
    }
    agents.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let entities = measure(
        conn,
        scope,
        &agents,
        days,
        &profile,
        query.include_exceptions,
    )?;
    Ok(AdherenceReport {
        frame: frame(scope, days, &profile)?,
        entities,
    })
}

/// One agent's past adherence with every exception, in their business unit's zone. An agent may ask for their own only.
///
/// # Errors
/// [`Failure::Forbidden`] for somebody else's; [`Failure::NotFound`]; [`Failure::Invalid`] as
/// [`query_historical_adherence`].
pub fn agent_adherence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    dates: (NaiveDate, NaiveDate),
    definition: Option<&str>,
) -> Result<AgentAdherenceReport, Failure> {
    scope.require_own(agent_id, "wfm:agentAdherence:view")?;
    let profile = named_profile(conn, scope, definition, "?definition")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let zone = business_unit_of_agent(conn, scope, &agent)?.time_zone;
    let days = DayRange::new(dates.0, dates.1, zone, ["?startDate", "?endDate"])?;
    let agents = std::slice::from_ref(&agent);
    let measured = measure(conn, scope, agents, days, &profile, true)?;
    let agent = measured
        .into_iter()
        .next()
        .ok_or_else(|| Failure::not_found("agent", agent_id))?;
    Ok(AgentAdherenceReport {
        frame: frame(scope, days, &profile)?,
        agent,
    })
}

fn frame(scope: &Scope, days: DayRange, profile: &Profile) -> Result<ReportFrame, Failure> {
    Ok(ReportFrame {
        definition: profile.text(),
        time_zone: days.zone,
        start_date: days.first,
        end_date: days.last,
        actuals_end_date: days.window()?.end.min(present(scope)),
    })
}

pub(super) fn agents_asked_for(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
    query: &HistoricalAdherenceQuery,
) -> Result<Vec<Agent>, Failure> {
    let mut agents = agents_of_management_unit(conn, scope, management_unit_id)?;
    let mut faults = Faults::default();
    if let Some(wanted) = &query.user_ids {
        let ids: BTreeSet<&String> = agents.iter().map(|agent| &agent.id).collect();
        for (index, id) in wanted.iter().enumerate() {
            faults.require(
                ids.contains(id),
                format!("/userIds/{index}"),
                "unknown-agent",
                format!("no agent {id:?} in this management unit; list agents to see their ids"),
            );
        }
        let wanted: BTreeSet<&String> = wanted.iter().collect();
        agents.retain(|agent| wanted.contains(&agent.id));
    }
    if let Some(wanted) = &query.team_ids {
        for (index, id) in wanted.iter().enumerate() {
            let here = match find_team(conn, scope, id) {
                Ok(team) => team.management_unit_id == management_unit_id,
                Err(Failure::NotFound { .. }) => false,
                Err(other) => return Err(other),
            };
            faults.require(
                here,
                format!("/teamIds/{index}"),
                "unknown-team",
                format!("no team {id:?} in this management unit; list teams to see their ids"),
            );
        }
        agents.retain(|agent| agent.team_id.as_ref().is_some_and(|id| wanted.contains(id)));
    }
    faults.into_result()?;
    Ok(agents)
}

fn measure(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agents: &[Agent],
    days: DayRange,
    profile: &Profile,
    include_exceptions: bool,
) -> Result<Vec<AgentAdherence>, Failure> {
    let origin = days.window()?.start;
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let mut measured = adherence_of_days(conn, scope, &ids, days, profile)?;
    Ok(agents
        .iter()
        .map(|agent| {
            let days = measured.remove(&agent.id).unwrap_or_default();
            told(agent, &days, profile, origin, include_exceptions)
        })
        .collect())
}

fn told(
    agent: &Agent,
    days: &[AgentDay],
    profile: &Profile,
    origin: Instant,
    include_exceptions: bool,
) -> AgentAdherence {
    let offset = |at: Instant| {
        let window = Window {
            start: origin,
            end: at,
        };
        window.seconds()
    };
    AgentAdherence {
        agent_id: agent.id.clone(),
        name: agent.name.clone(),
        figures: AdherenceFigures::of(profile.definition, days),
        day_metrics: days
            .iter()
            .map(|day| DayMetrics {
                date: day.date,
                day_start_offset_secs: offset(day.window.start),
                figures: AdherenceFigures::of(profile.definition, [day]),
            })
            .collect(),
        exception_info: include_exceptions.then(|| {
            days.iter()
                .flat_map(|day| &day.exceptions)
                .map(|exception| ExceptionInfo {
                    start_offset_seconds: offset(exception.window.start),
                    end_offset_seconds: offset(exception.window.end),
                    scheduled_activity_category: exception.scheduled,
                    actual_activity_category: exception.actual,
                    impact: exception.impact,
                })
                .collect()
        }),
        explained_info: include_exceptions.then(|| {
            days.iter()
                .flat_map(|day| &day.explained)
                .map(|explained| ExplainedInfo {
                    start_offset_seconds: offset(explained.window.start),
                    end_offset_seconds: offset(explained.window.end),
                    scheduled_activity_category: explained.scheduled,
                    actual_activity_category: explained.actual,
                    explained_by: explained.excuse,
                })
                .collect()
        }),
    }
}
