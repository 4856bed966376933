//! What can be asked of a roster, and who answers.

use std::time::Duration;

use chrono::NaiveDate;
use crewcast_solver::explain::Requirement;
use crewcast_solver::problem::Wish;
use serde::{Deserialize, Serialize};

use super::line::{LineExplanation, WishExplanation, this_line, wish};
use super::terms::Terms;
use super::unmet::{IntervalExplanation, UnmetStretch, interval, stretch};
use crate::db::Instant;
use crate::failure::{Failure, Faults};
use crate::rostering::record::RosterRecord;
use crate::rostering::solving::{Answer, Question, RosterSolver, another_answer};

/// Somebody waits for the answer.
const AT_MOST: Duration = Duration::from_secs(30);

/// What is asked; without anything, what stays short.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplanationQuery {
    /// With `startDate`: what stands against every agent of this planning group at that moment.
    pub planning_group_id: Option<String>,
    /// The moment.
    pub start_date: Option<Instant>,
    /// Why this agent has their line.
    pub agent_id: Option<String>,
    /// With `agentId` and `shift` or `dayOff`: why the wish of this local date is not in the line.
    pub date: Option<NaiveDate>,
    /// A shift of the agent's work plan.
    pub shift: Option<String>,
    /// `true`: a day off.
    pub day_off: Option<bool>,
}

/// Why a roster is as it is.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanations {
    /// The roster run.
    pub run_id: String,
    /// What stays short, in stretches, with its causes.
    pub unmet_demand: Vec<UnmetStretch>,
    /// For `planningGroupId` and `startDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<IntervalExplanation>,
    /// For `agentId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineExplanation>,
    /// For `agentId`, `date` and `shift` or `dayOff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<WishExplanation>,
}

/// Answers from a run's record; what must be computed is computed by the solver, within 30 seconds.
///
/// # Errors
/// [`Failure::Invalid`] for a query that asks nothing whole, or about an agent, planning group, date or shift that the
/// roster does not have; [`Failure::Conflict`] `no-roster`, `answer-takes-too-long`.
pub fn explain(
    record: &RosterRecord,
    query: &ExplanationQuery,
    solver: &RosterSolver,
) -> Result<Explanations, Failure> {
    let found = record.found()?;
    let terms = Terms::of(record);
    let shortages = found.shortages.iter();
    let mut told = Explanations {
        run_id: record.run_id.clone(),
        unmet_demand: shortages.map(|one| stretch(&terms, one)).collect(),
        interval: None,
        line: None,
        wish: None,
    };
    let Some(question) = question(&terms, query)? else {
        return Ok(told);
    };
    let roster = (&record.problem, found.lines.as_slice());
    match solver.ask_within(AT_MOST, roster, &question)? {
        Answer::Unmet(found) => told.interval = Some(interval(&terms, &found)),
        Answer::ThisLine(why) => told.line = Some(this_line(&terms, &found.lines, &why)),
        Answer::Not(why) => told.wish = Some(wish(&terms, &why)),
        Answer::Conflicts(_) | Answer::Prices(_) | Answer::Repair(_) | Answer::SearchedOn(_) => {
            return Err(another_answer());
        }
    }
    Ok(told)
}

fn question(terms: &Terms<'_>, query: &ExplanationQuery) -> Result<Option<Question>, Failure> {
    let mut faults = Faults::default();
    let of_interval = query.planning_group_id.is_some() || query.start_date.is_some();
    let of_wish = query.date.is_some() || query.shift.is_some() || query.day_off.is_some();
    faults.require(
        !(of_interval && (query.agent_id.is_some() || of_wish)),
        "?agentId",
        "two-questions",
        "ask about a planning group's interval or about an agent, not both",
    );
    faults.require(
        query.planning_group_id.is_some() == query.start_date.is_some(),
        "?startDate",
        "incomplete",
        "name planningGroupId and startDate together",
    );
    faults.require(
        !of_wish || query.agent_id.is_some(),
        "?agentId",
        "incomplete",
        "name the agent whose wish it is",
    );
    let one_wish = query.shift.is_some() != (query.day_off == Some(true));
    faults.require(
        !of_wish || (query.date.is_some() && one_wish && query.day_off != Some(false)),
        "?date",
        "incomplete",
        "name date and either shift or dayOff=true",
    );
    faults.into_result()?;
    if let (Some(group), Some(at)) = (&query.planning_group_id, query.start_date) {
        return interval_question(terms, group, at).map(Some);
    }
    let Some(agent_id) = &query.agent_id else {
        return Ok(None);
    };
    let agent = terms.agent_index(agent_id).ok_or_else(|| {
        let detail = "this agent is not in the roster; name one who is";
        Failure::invalid("?agentId", "not-in-the-roster", detail)
    })?;
    match query.date {
        Some(date) => wish_question(terms, agent, date, query.shift.as_deref()).map(Some),
        None => Ok(Some(Question::WhyThisLine { agent })),
    }
}

fn interval_question(terms: &Terms<'_>, group: &str, at: Instant) -> Result<Question, Failure> {
    let mut groups = terms.problem.groups.iter();
    let group = groups.position(|known| known.id == group).ok_or_else(|| {
        let detail = "this planning group is not in the roster; name one that is";
        Failure::invalid("?planningGroupId", "not-in-the-roster", detail)
    })?;
    let start = terms.slot_at(at).ok_or_else(|| {
        let detail = "this instant is outside the roster's weeks; name one within";
        Failure::invalid("?startDate", "not-in-the-roster", detail)
    })?;
    Ok(Question::WhyUnmet {
        group,
        start,
        end: start + 1,
    })
}

fn wish_question(
    terms: &Terms<'_>,
    agent: usize,
    date: NaiveDate,
    shift: Option<&str>,
) -> Result<Question, Failure> {
    let mut dates = terms.dates().iter();
    let day = dates.position(|known| *known == date).ok_or_else(|| {
        let detail = "this date is outside the roster's weeks; name one within";
        Failure::invalid("?date", "not-in-the-roster", detail)
    })?;
    let wishes = match shift {
        None => vec![Wish::DayOff],
        Some(shift) => {
            let plan = terms.problem.agents.get(agent);
            let plan = plan.map_or(0, |agent| agent.plan);
            let templates = terms.templates_of(plan, shift);
            if templates.is_empty() {
                let detail = "the agent's work plan has no such shift; name one it has";
                return Err(Failure::invalid("?shift", "not-in-the-roster", detail));
            }
            templates.into_iter().map(Wish::Shift).collect()
        }
    };
    let requirements = wishes.into_iter();
    let requirements = requirements.map(|wish| Requirement::Granted { day, wish });
    Ok(Question::WhyNot {
        agent,
        requirements: requirements.collect(),
    })
}
