//! The supervisor's board: who is where they should be, worst first.

use std::cmp::Reverse;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::activity::Activity;
use super::days::{present, today};
use super::definition::{Definition, DefinitionText};
use super::figures::{AdherenceFigures, AgentDay, day_window};
use super::reading::{AGENTS_AT_ONCE, Observed, observe};
use super::report::named_definition;
use super::timeline::{SILENCE_SECONDS, Segment, Window};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    Agent, agents_of_management_unit, find_business_unit, find_management_unit,
};
use crate::tenancy::Scope;

/// Whether an agent is where they should be. Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub enum AdherenceState {
    /// Elsewhere than scheduled, as the definition sees it.
    OutOfAdherence,
    /// Scheduled to work, and no state is known.
    Unknown,
    /// As scheduled.
    InAdherence,
    /// No work is scheduled.
    Unscheduled,
}

impl AdherenceState {
    fn of(definition: Definition, segment: &Segment) -> Self {
        if segment.expected().is_some() && segment.actual == Activity::Unknown {
            Self::Unknown
        } else if definition.is_exception(segment) {
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

/// The board of a management unit, of today unless another day is named.
///
/// # Errors
/// [`Failure::NotFound`] for the management unit; [`Failure::Invalid`] for a day that has not begun and an unknown
/// definition.
pub fn adherence_board(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
    date: Option<NaiveDate>,
    definition: Option<&str>,
) -> Result<AdherenceBoard, Failure> {
    let definition = named_definition(definition, "?definition")?;
    let unit = find_management_unit(conn, scope, management_unit_id)?;
    let zone = find_business_unit(conn, scope, &unit.business_unit_id)?.time_zone;
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
    let mut agents = agents_of_management_unit(conn, scope, &unit.id)?;
    agents.retain(|agent| agent.active);
    let mut entities = Vec::with_capacity(agents.len());
    for chunk in agents.chunks(AGENTS_AT_ONCE) {
        let ids: Vec<String> = chunk.iter().map(|agent| agent.id.clone()).collect();
        let mut observed = observe(conn, scope, &ids, window)?;
        for agent in chunk {
            let observed = observed.remove(&agent.id).unwrap_or_default();
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
        definition: definition.text(),
        date,
        time_zone: zone,
        as_of,
        entities,
    })
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
        adherence_state: state,
        time_of_adherence_change: (since > recent.start).then_some(since),
        minutes_in_state: lasted.seconds() / 60,
        figures,
    }
}
