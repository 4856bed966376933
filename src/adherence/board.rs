//! The supervisor's board: who is where they should be, worst first.

use std::cmp::Reverse;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::activity::Activity;
use super::days::{present, today};
use super::definition::{Definition, DefinitionText};
use super::figures::{AdherenceFigures, AgentDay, Impact, day_window};
use super::profiles::named_profile;
use super::reading::{AGENTS_AT_ONCE, Observed, observe};
use super::timeline::{Excuse, SILENCE_SECONDS, Segment, Window};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    Agent, agents_of_management_unit, find_agent, find_business_unit, find_management_unit,
    find_team, places_of_agents, require_agent_within_access,
};
use crate::tenancy::Scope;

/// Whether an agent is where they should be. Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub enum AdherenceState {
    /// Elsewhere than scheduled, as the definition sees it.
    OutOfAdherence,
    /// Scheduled to work, and no state is known.
    Unknown,
    /// Elsewhere than scheduled, and excused by an explanation, an outage or a long call; or on scheduled leave.
    Explained,
    /// Elsewhere than scheduled, within the profile's grace period.
    Ignored,
    /// As scheduled.
    InAdherence,
    /// No work is scheduled.
    Unscheduled,
}

impl AdherenceState {
    fn of(definition: Definition, segment: &Segment) -> Self {
        let on_leave = segment.scheduled == Some(Activity::TimeOff) && !segment.actual.is_at_work();
        let deviates = definition.deviates(segment);
        if deviates && segment.excuse == Some(Excuse::Grace) {
            Self::Ignored
        } else if on_leave || (deviates && segment.excuse.is_some()) {
            Self::Explained
        } else if segment.expected().is_some() && segment.actual == Activity::Unknown {
            Self::Unknown
        } else if deviates {
            Self::OutOfAdherence
        } else if segment.expected().is_some() {
            Self::InAdherence
        } else {
            Self::Unscheduled
        }
    }
}

/// One agent on the board.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentOnBoard {
    /// The agent.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// Their team.
    pub team_id: Option<String>,
    /// What they are to do; `Unscheduled` outside every shift.
    pub scheduled_activity_category: Activity,
    /// What they do.
    pub actual_activity_category: Activity,
    /// The activity code their state is mapped to, if to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_activity_code_id: Option<String>,
    /// Their presence as last reported.
    pub system_presence: Option<String>,
    /// Their routing status as last reported.
    pub routing_status: Option<String>,
    /// When that was.
    pub presence_update_time: Option<Instant>,
    /// Whether they are where they should be.
    pub adherence_state: AdherenceState,
    /// Since when; null when for a day or longer.
    pub time_of_adherence_change: Option<Instant>,
    /// Whole minutes since then; a day's 1,440 when for that long or longer.
    pub minutes_in_state: i64,
    /// What it does to the queues right now; null while nothing deviates.
    pub state_impact: Option<Impact>,
    /// What excuses the present state, if it deviates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<Excuse>,
    /// The day so far.
    #[serde(flatten)]
    pub figures: AdherenceFigures,
}

/// Who is where they should be.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdherenceBoard {
    /// The definition the figures are made by.
    pub definition: DefinitionText,
    /// The local day.
    pub date: NaiveDate,
    /// Its zone: the business unit's.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// The instant the states are of: the present, or the last second of a day that is over.
    pub as_of: Instant,
    /// Active agents, worst first.
    pub entities: Vec<AgentOnBoard>,
}

/// Whose board it is.
#[derive(Clone, Debug)]
pub enum BoardOf {
    /// A management unit's active agents.
    ManagementUnit(String),
    /// A team's active agents.
    Team(String),
    /// These agents, at most [`AGENTS_A_BOARD`], of one business unit.
    Agents(Vec<String>),
}

/// How many agents can be named for one board.
pub const AGENTS_A_BOARD: usize = 100;

/// A board, of today unless another day is named.
///
/// # Errors
/// [`Failure::NotFound`] for the unit, team or an agent; [`Failure::Invalid`] for a day that has not begun, an unknown
/// definition, and agents that are too many or of several business units.
pub fn adherence_board(
    conn: &mut Conn<'_>,
    scope: &Scope,
    of: &BoardOf,
    date: Option<NaiveDate>,
    definition: Option<&str>,
) -> Result<AdherenceBoard, Failure> {
    let profile = named_profile(conn, scope, definition, "?definition")?;
    let (agents, zone) = agents_on(conn, scope, of)?;
    let date = date.unwrap_or_else(|| today(scope, zone));
    let now = present(scope);
    let day = day_window(date, zone)
        .filter(|day| day.start <= now)
        .ok_or_else(|| {
            let detail = format!(
                "{date} has not begun in {zone}; ask for {} or earlier",
                today(scope, zone)
            );
            Failure::invalid("?date", "in-the-future", detail)
        })?;
    let as_of = now.min(day.end.plus_seconds(-1));
    let recent = Window {
        start: as_of.plus_seconds(-SILENCE_SECONDS),
        end: as_of.plus_seconds(1),
    };
    let window = Window {
        start: recent.start.min(day.start),
        end: recent.end,
    };
    let mut entities = Vec::with_capacity(agents.len());
    for chunk in agents.chunks(AGENTS_AT_ONCE) {
        let ids: Vec<String> = chunk.iter().map(|agent| agent.id.clone()).collect();
        let mut observed = observe(conn, scope, &ids, window, &profile)?;
        for agent in chunk {
            let observed = observed.remove(&agent.id).unwrap_or_default();
            let definition = profile.definition;
            let measured = AgentDay::measure(&observed.timeline, definition, date, zone, now);
            let figures = AdherenceFigures::of(definition, measured.as_ref());
            entities.push(row(agent, observed, definition, recent, figures));
        }
    }
    entities.sort_by(|a, b| {
        let key = |row: &AgentOnBoard| (row.adherence_state, Reverse(row.minutes_in_state));
        let adherence = |row: &AgentOnBoard| row.figures.adherence_percentage.unwrap_or(f64::MAX);
        key(a)
            .cmp(&key(b))
            .then(adherence(a).total_cmp(&adherence(b)))
            .then_with(|| (&a.name, &a.agent_id).cmp(&(&b.name, &b.agent_id)))
    });
    Ok(AdherenceBoard {
        definition: profile.text(),
        date,
        time_zone: zone,
        as_of,
        entities,
    })
}

fn agents_on(
    conn: &mut Conn<'_>,
    scope: &Scope,
    of: &BoardOf,
) -> Result<(Vec<Agent>, Tz), Failure> {
    let (unit_id, team_id) = match of {
        BoardOf::ManagementUnit(id) => (id.clone(), None),
        BoardOf::Team(id) => (
            find_team(conn, scope, id)?.management_unit_id.clone(),
            Some(id),
        ),
        BoardOf::Agents(ids) => return named_agents(conn, scope, ids),
    };
    let unit = find_management_unit(conn, scope, &unit_id)?;
    let zone = find_business_unit(conn, scope, &unit.business_unit_id)?.time_zone;
    let mut agents = agents_of_management_unit(conn, scope, &unit.id)?;
    agents.retain(|agent| agent.active);
    agents.retain(|agent| team_id.is_none() || agent.team_id.as_ref() == team_id);
    Ok((agents, zone))
}

fn named_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ids: &[String],
) -> Result<(Vec<Agent>, Tz), Failure> {
    if !(1..=AGENTS_A_BOARD).contains(&ids.len()) {
        let detail = format!(
            "{} agents; name 1 to {AGENTS_A_BOARD} with userId",
            ids.len()
        );
        return Err(Failure::invalid("?userId", "out-of-range", detail));
    }
    let places = places_of_agents(conn, scope, ids)?;
    let mut agents = Vec::with_capacity(ids.len());
    for id in ids {
        require_agent_within_access(conn, scope, id)?;
        agents.push(find_agent(conn, scope, id)?);
    }
    let mut units = places.values().map(|place| &place.business_unit_id);
    let first = units.next();
    if units.any(|unit| Some(unit) != first) {
        let detail = "the agents are of several business units; ask for each by itself";
        return Err(Failure::invalid("?userId", "several-units", detail));
    }
    let zone = places.into_values().next().map(|place| place.time_zone);
    let zone = zone.ok_or_else(|| Failure::not_found("agent", ids.concat()))?;
    Ok((agents, zone))
}

fn row(
    agent: &Agent,
    observed: Observed,
    definition: Definition,
    recent: Window,
    figures: AdherenceFigures,
) -> AgentOnBoard {
    let as_of = recent.end.plus_seconds(-1);
    let segments = observed.timeline.segments(recent);
    let states: Vec<(AdherenceState, Instant)> = segments
        .iter()
        .map(|segment| {
            (
                AdherenceState::of(definition, segment),
                segment.window.start,
            )
        })
        .collect();
    let state = states
        .last()
        .map_or(AdherenceState::Unscheduled, |(state, _)| *state);
    let since = states
        .iter()
        .rev()
        .take_while(|(other, _)| *other == state)
        .last()
        .map_or(recent.start, |(_, since)| *since);
    let lasted = Window {
        start: since,
        end: as_of,
    };
    let scheduled = observed.timeline.scheduled_at(as_of);
    let deviating = segments
        .last()
        .filter(|segment| definition.deviates(segment));
    let last = observed.last_event;
    AgentOnBoard {
        agent_id: agent.id.clone(),
        name: agent.name.clone(),
        team_id: agent.team_id.clone(),
        scheduled_activity_category: scheduled.unwrap_or(Activity::Unscheduled),
        actual_activity_category: observed.timeline.actual_at(as_of),
        presence_update_time: last.as_ref().map(|event| event.occurred_at),
        routing_status: last.as_ref().and_then(|event| event.routing_status.clone()),
        system_presence: last.map(|event| event.system_presence),
        actual_activity_code_id: observed.activity_code_id,
        state_impact: deviating.map(Impact::of),
        explained_by: deviating.and_then(|segment| segment.excuse),
        adherence_state: state,
        time_of_adherence_change: (since > recent.start).then_some(since),
        minutes_in_state: lasted.seconds() / 60,
        figures,
    }
}
