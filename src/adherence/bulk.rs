//! The past of whole management units as a run: by agent, team or unit, and by day or interval.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::days::{DayRange, present};
use super::definition::DefinitionText;
use super::figures::{AdherenceFigures, AgentDay, FigureSums, day_window};
use super::profiles::{Profile, named_profile};
use super::reading::{AGENTS_AT_ONCE, observe};
use super::timeline::{Timeline, Window};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::jobs::{JobContext, Run, submit};
use crate::organisation::{
    Agent, agents_of_management_unit, find_business_unit, find_management_unit,
};
use crate::tenancy::Scope;

/// The kind of its runs.
pub const BULK_RUN_KIND: &str = "historical-adherence";

/// How many management units one run is of.
const UNITS_A_RUN: usize = 100;

/// How many rows of figures a result may have.
const ROWS_A_RUN: usize = 100_000;

/// What figures are added up over.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
pub enum GroupBy {
    /// Each agent.
    #[default]
    Agent,
    /// Each team; agents without one together.
    Team,
    /// Each management unit.
    ManagementUnit,
}

/// What each row is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Granularity {
    /// All days together.
    Total,
    /// A local day.
    #[default]
    Day,
    /// An interval of the business unit.
    Interval,
}

/// What is asked of the past.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BulkAdherenceQuery {
    /// 1 to 100 management units of one business unit.
    pub management_unit_ids: Vec<String>,
    /// First local day.
    pub start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all.
    pub end_date: NaiveDate,
    /// Whose days; the business unit's zone when left out.
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Tz>,
    /// Name of a definition or of an own profile; `genesys-cloud` when left out.
    pub definition: Option<String>,
    /// What is added up; by agent when left out.
    #[serde(default)]
    pub group_by: GroupBy,
    /// What each row is of; a day when left out.
    #[serde(default)]
    pub granularity: Granularity,
}

/// The figures of a group in a stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupMetrics {
    /// First instant.
    pub start_date: Instant,
    /// First instant after it.
    pub end_date: Instant,
    /// The figures.
    #[serde(flatten)]
    pub figures: AdherenceFigures,
}

/// The figures of a group.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupAdherence {
    /// The management unit.
    pub management_unit_id: String,
    /// The team, by agent and by team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// The agent, by agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// The agent's name, by agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many agents are added up.
    pub agent_count: usize,
    /// All stretches together.
    #[serde(flatten)]
    pub figures: AdherenceFigures,
    /// Each day or interval that has begun, in order of time.
    pub metrics: Vec<GroupMetrics>,
}

/// What a run of [`BULK_RUN_KIND`] results in.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkAdherence {
    /// The definition the figures are made by.
    pub definition: DefinitionText,
    /// Whose days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// One for each group.
    pub entities: Vec<GroupAdherence>,
}

/// A query that was checked.
struct Checked {
    profile: Profile,
    days: DayRange,
    interval_minutes: i64,
    /// By management unit and name.
    agents: Vec<Agent>,
}

/// Queues the run; call [`crate::jobs::Jobs::wake`] after the transaction commits.
///
/// # Errors
/// [`Failure::Invalid`] for units, dates or a definition that are none, and for more than 100,000 rows.
pub fn submit_bulk_query(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &BulkAdherenceQuery,
) -> Result<Run, Failure> {
    let checked = check(conn, scope, query)?;
    let groups = match query.group_by {
        GroupBy::Agent => checked.agents.len(),
        // Every agent could be in a team of their own.
        GroupBy::Team => checked.agents.len().min(UNITS_A_RUN * 10),
        GroupBy::ManagementUnit => query.management_unit_ids.len(),
    };
    let days = usize::try_from((query.end_date - query.start_date).num_days() + 1).unwrap_or(0);
    let rows = match query.granularity {
        Granularity::Total => 0,
        Granularity::Day => days,
        // A day of 25 hours has the most.
        Granularity::Interval => {
            days * usize::try_from(1_500 / checked.interval_minutes.max(1)).unwrap_or(0)
        }
    };
    let rows = rows.saturating_mul(groups);
    if rows > ROWS_A_RUN {
        let detail = format!(
            "up to {rows} rows; ask for at most {ROWS_A_RUN}: for fewer days or units, by day, or by team or unit"
        );
        return Err(Failure::invalid("/granularity", "too-many-rows", detail));
    }
    submit(conn, scope, BULK_RUN_KIND, query)
}

/// Handles a run: its result is a [`BulkAdherence`].
///
/// # Errors
/// As [`submit_bulk_query`]; [`Failure::Cancelled`].
pub fn run_bulk_query(context: &JobContext<'_>) -> Result<Value, Failure> {
    let query: BulkAdherenceQuery = context.input()?;
    let scope = context.scope();
    let checked = context.db.read(|conn| check(conn, &scope, &query))?;
    let as_of = present(&scope);
    let windows = windows(&checked, query.granularity, as_of)?;
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    let whole = checked.days.window()?;
    let whole = Window {
        end: whole.end.min(as_of),
        ..whole
    };
    let count = checked.agents.len().max(1);
    for (chunk, agents) in checked.agents.chunks(AGENTS_AT_ONCE).enumerate() {
        let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
        let observed = context
            .db
            .read(|conn| observe(conn, &scope, &ids, whole, &checked.profile))?;
        for agent in agents {
            let timeline = observed.get(&agent.id).map(|one| &one.timeline);
            let group = groups
                .entry(Key::of(agent, query.group_by))
                .or_insert_with(|| Group::new(windows.len()));
            group.add(timeline, &checked.profile, &windows);
        }
        let done = (chunk + 1) * AGENTS_AT_ONCE;
        #[expect(clippy::cast_precision_loss, reason = "counts of agents are small")]
        let percent = 100.0 * done.min(count) as f64 / count as f64;
        context.progress(percent, &serde_json::json!({ "agents": done.min(count) }))?;
    }
    let definition = checked.profile.definition;
    let by_total = query.granularity == Granularity::Total;
    let entities = groups
        .into_iter()
        .map(|(key, group)| GroupAdherence {
            management_unit_id: key.management_unit_id,
            team_id: key.team_id,
            name: key.name,
            agent_id: key.agent_id,
            agent_count: group.agents,
            figures: group.total.finish(definition),
            metrics: windows
                .iter()
                .zip(group.parts)
                .filter(|_| !by_total)
                .map(|((_, window), sums)| GroupMetrics {
                    start_date: window.start,
                    end_date: window.end,
                    figures: sums.finish(definition),
                })
                .collect(),
        })
        .collect();
    let result = BulkAdherence {
        definition: checked.profile.text(),
        time_zone: checked.days.zone,
        entities,
    };
    serde_json::to_value(result).map_err(|error| Failure::Internal(error.to_string()))
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    management_unit_id: String,
    team_id: Option<String>,
    name: Option<String>,
    agent_id: Option<String>,
}

impl Key {
    fn of(agent: &Agent, group_by: GroupBy) -> Self {
        let by_agent = group_by == GroupBy::Agent;
        let by_team = by_agent || group_by == GroupBy::Team;
        Self {
            management_unit_id: agent.management_unit_id.clone(),
            team_id: agent.team_id.clone().filter(|_| by_team),
            name: by_agent.then(|| agent.name.clone()),
            agent_id: by_agent.then(|| agent.id.clone()),
        }
    }
}

struct Group {
    agents: usize,
    total: FigureSums,
    parts: Vec<FigureSums>,
}

impl Group {
    fn new(parts: usize) -> Self {
        Self {
            agents: 0,
            total: FigureSums::default(),
            parts: vec![FigureSums::default(); parts],
        }
    }

    fn add(
        &mut self,
        timeline: Option<&Timeline>,
        profile: &Profile,
        windows: &[(NaiveDate, Window)],
    ) {
        self.agents += 1;
        let Some(timeline) = timeline else { return };
        for ((date, window), part) in windows.iter().zip(&mut self.parts) {
            let day = AgentDay::measure_window(timeline, profile.definition, *date, *window);
            part.add(&day);
            self.total.add(&day);
        }
    }
}

/// Days or intervals that have begun, the running one up to the present.
fn windows(
    checked: &Checked,
    granularity: Granularity,
    as_of: Instant,
) -> Result<Vec<(NaiveDate, Window)>, Failure> {
    let mut windows = Vec::new();
    for date in checked.days.dates() {
        let day = day_window(date, checked.days.zone)
            .ok_or_else(|| Failure::Internal(format!("{date} is beyond the calendar")))?;
        let mut start = day.start;
        while start < day.end.min(as_of) {
            let end = match granularity {
                Granularity::Interval => start.plus_minutes(checked.interval_minutes).min(day.end),
                _ => day.end,
            };
            let window = Window {
                start,
                end: end.min(as_of),
            };
            windows.push((date, window));
            start = end;
        }
    }
    Ok(windows)
}

fn check(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &BulkAdherenceQuery,
) -> Result<Checked, Failure> {
    let profile = named_profile(conn, scope, query.definition.as_deref(), "/definition")?;
    let mut faults = Faults::default();
    let count = query.management_unit_ids.len();
    faults.require(
        (1..=UNITS_A_RUN).contains(&count),
        "/managementUnitIds",
        "out-of-range",
        format!("{count} management units; name 1 to {UNITS_A_RUN}"),
    );
    let mut business_unit_id = None;
    let mut agents = Vec::new();
    for (index, id) in query.management_unit_ids.iter().enumerate() {
        let unit = match find_management_unit(conn, scope, id) {
            Ok(unit) => Some(unit),
            Err(Failure::NotFound { .. }) => None,
            Err(other) => return Err(other),
        };
        let pointer = format!("/managementUnitIds/{index}");
        faults.require(
            unit.is_some(),
            pointer.clone(),
            "unknown-management-unit",
            format!("no management unit {id:?}; list them to see their ids"),
        );
        let Some(unit) = unit else { continue };
        let first = business_unit_id.get_or_insert_with(|| unit.business_unit_id.clone());
        faults.require(
            *first == unit.business_unit_id,
            pointer,
            "several-units",
            "it is of another business unit; ask for each business unit by itself",
        );
        let mut own = agents_of_management_unit(conn, scope, &unit.id)?;
        own.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        agents.extend(own);
    }
    faults.into_result()?;
    let business_unit_id = business_unit_id.unwrap_or_default();
    let business_unit = find_business_unit(conn, scope, &business_unit_id)?;
    let zone = query.time_zone.unwrap_or(business_unit.time_zone);
    let pointers = ["/startDate", "/endDate"];
    Ok(Checked {
        profile,
        days: DayRange::new(query.start_date, query.end_date, zone, pointers)?,
        interval_minutes: i64::from(business_unit.interval_length_minutes),
        agents,
    })
}
