//! Explanations that evidence gives by itself: a contact that ran into a break, an outage, leave in the schedule.

use chrono::NaiveDate;
use serde::Serialize;

use super::activity::Activity;
use super::days::{DayRange, present};
use super::explanations::{Explanation, ExplanationType, explanations_of_agent};
use super::figures::AgentDay;
use super::outages::outages_of_agents;
use super::profiles::{Profile, named_profile};
use super::reading::observe;
use super::timeline::{Excuse, Window};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{business_unit_of_agent, find_agent};
use crate::tenancy::Scope;

/// What evidence explains.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AutomaticExplanation {
    /// LongCall, Outage or ApprovedLeave.
    #[serde(rename = "type")]
    pub kind: ExplanationType,
    /// Since when.
    pub start_date: Instant,
    /// For how long.
    pub length_seconds: i64,
    /// What the evidence is.
    pub evidence: String,
    /// Whether the profile excuses this time by itself; where it does not, somebody may approve an explanation.
    pub excused: bool,
}

/// An agent's explanations, said and evident.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AgentExplanations {
    /// What people have said, in order of time.
    pub entities: Vec<Explanation>,
    /// What evidence says, in order of time.
    pub automatic: Vec<AutomaticExplanation>,
}

/// An agent's explanations on some days of their business unit's zone; the role agent sees its own only.
///
/// # Errors
/// [`Failure::Forbidden`], [`Failure::NotFound`], [`Failure::Invalid`] for days or a definition that are none.
pub fn agent_explanations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    dates: (NaiveDate, NaiveDate),
    definition: Option<&str>,
) -> Result<AgentExplanations, Failure> {
    scope.require_own(agent_id, "wfm:agentAdherence:view")?;
    let profile = named_profile(conn, scope, definition, "?definition")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let zone = business_unit_of_agent(conn, scope, &agent)?.time_zone;
    let days = DayRange::new(dates.0, dates.1, zone, ["?startDate", "?endDate"])?;
    let window = days.window()?;
    Ok(AgentExplanations {
        entities: explanations_of_agent(conn, scope, &agent.id, window)?,
        automatic: evident(conn, scope, &agent.id, days, window, profile)?,
    })
}

fn evident(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    days: DayRange,
    window: Window,
    profile: Profile,
) -> Result<Vec<AutomaticExplanation>, Failure> {
    let ids = [agent_id.to_owned()];
    let excuses_long_calls = profile.tolerance.excuse_long_calls;
    let profile = profile.excusing_long_calls();
    let observed = observe(conn, scope, &ids, window, &profile)?.remove(agent_id);
    let timeline = observed.unwrap_or_default().timeline;
    let as_of = present(scope);
    let mut found = Vec::new();
    for date in days.dates() {
        let day = AgentDay::measure(&timeline, profile.definition, date, days.zone, as_of);
        let long_calls = day.into_iter().flat_map(|day| day.explained);
        for explained in long_calls.filter(|one| one.excuse == Excuse::LongCall) {
            found.push(AutomaticExplanation {
                kind: ExplanationType::LongCall,
                start_date: explained.window.start,
                length_seconds: explained.window.seconds(),
                evidence: format!(
                    "scheduled {:?} while a contact taken on queue lasted, or taken later by as much; was in {:?}",
                    explained.scheduled, explained.actual
                ),
                excused: excuses_long_calls,
            });
        }
    }
    let struck = outages_of_agents(conn, scope, &ids, window)?.remove(agent_id);
    for outage in struck.unwrap_or_default() {
        found.push(AutomaticExplanation {
            kind: ExplanationType::Outage,
            start_date: outage.start_date,
            length_seconds: outage.window().seconds(),
            evidence: format!("outage stated by {}: {}", outage.created_by, outage.reason),
            excused: true,
        });
    }
    let leave = timeline
        .scheduled()
        .iter()
        .filter(|span| span.activity == Activity::TimeOff);
    for span in leave {
        let stretch = Window {
            start: span.start,
            end: span.end,
        };
        found.push(AutomaticExplanation {
            kind: ExplanationType::ApprovedLeave,
            start_date: span.start,
            length_seconds: stretch.seconds(),
            evidence: "time off in the published schedule".to_owned(),
            excused: true,
        });
    }
    found.sort_by_key(|one| one.start_date);
    Ok(found)
}
