use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::one_agent::OneAgent;
use super::reading::known_agent;
use super::way_out::{WayOut, way_out};
use super::{
    Constraint, ExplainError, Requirement, Unit, constraints_of_agent, constraints_of_plan,
    relaxation_price,
};
use crate::problem::{AgentIndex, Problem};

/// Constraints that leave an agent no line together, while any of them less would leave one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// Stable, kebab-case: `no-line`, or `requirement-impossible` when a requirement was made.
    pub code: String,
    /// Whose line.
    pub agent: AgentIndex,
    /// What the line was asked to contain besides.
    pub requirement: Option<Requirement>,
    /// The constraints, each needed for the conflict. Empty when the plan has no shift at all that the requirement could be
    /// met by, whatever its limits.
    pub constraints: Vec<Involved>,
    /// The line that breaks the cheapest of them; none when nothing but constraints of the plan's shifts stands against it.
    pub way_out: Option<WayOut>,
    /// For people.
    pub text: String,
}

/// A constraint that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Involved {
    /// The constraint.
    pub constraint: Constraint,
    /// The rule it belongs to, a name from [`crate::rules`].
    pub rule: String,
    /// What a unit is.
    pub unit: Unit,
    /// Price of breaking it by a unit ([`relaxation_price`]), in the unit of the objective.
    pub price: f64,
    /// What it asks for.
    pub text: String,
}

/// Why an agent has no line, or none that contains what is required; none when it has one.
///
/// All hard limits of the agent's plan, its absences, fixed days off and locked shifts are looked at; what the plan's
/// shifts are, the agent's history and the clock stand fast. The answer is exact, and the same at every call.
///
/// # Errors
/// [`ExplainError::Problem`] and [`ExplainError::Unknown`] for what the problem does not have,
/// [`ExplainError::Undecided`] when the agent's lines are too many to tell.
pub fn conflict(
    problem: &Problem,
    agent: AgentIndex,
    requirement: Option<&Requirement>,
) -> Result<Option<Conflict>, ExplainError> {
    problem.validate()?;
    known_agent(problem, agent)?;
    if let Some(requirement) = requirement {
        known_day(problem, requirement.day())?;
    }
    conflict_of_valid(problem, agent, requirement)
}

/// The same for a problem and requirement known to be sound.
pub(crate) fn conflict_of_valid(
    problem: &Problem,
    agent: AgentIndex,
    requirement: Option<&Requirement>,
) -> Result<Option<Conflict>, ExplainError> {
    let oracle = OneAgent::new(problem, agent, requirement);
    let all = hard_constraints(problem, agent);
    let nothing = BTreeMap::new();
    let Some(kept) = oracle.conflict(&all, &all, &nothing)? else {
        return Ok(None);
    };
    let who = &problem.agents[agent];
    let plan = &problem.plans[who.plan];
    let constraints: Vec<Involved> = kept
        .iter()
        .map(|what| Involved {
            constraint: what.clone(),
            rule: what.rule().to_owned(),
            unit: what.unit(),
            price: relaxation_price(problem, what),
            text: what.text(plan),
        })
        .collect();
    let way_out = if kept.is_empty() {
        None
    } else {
        way_out(problem, &oracle, &all, &kept)?
    };
    let asked = requirement.map_or("a line".into(), |wanted| {
        format!("a line with {}", wanted.text())
    });
    let listed: Vec<&str> = constraints.iter().map(|one| one.text.as_str()).collect();
    let mut text = if listed.is_empty() {
        format!(
            "Agent {} has no way to {asked}: no shift of plan {} fits, whatever its limits.",
            who.id, plan.id
        )
    } else {
        format!(
            "Agent {} has no way to {asked}. These leave none together, and without any one of them there would be one: {}.",
            who.id,
            listed.join("; ")
        )
    };
    if let Some(way) = &way_out {
        text.push(' ');
        text.push_str(&way.text);
    }
    Ok(Some(Conflict {
        code: match requirement {
            None => "no-line".into(),
            Some(_) => "requirement-impossible".into(),
        },
        agent,
        requirement: requirement.cloned(),
        constraints,
        way_out,
        text,
    }))
}

/// The hard constraints that bind an agent, in the order in which a conflict lets them go.
pub(crate) fn hard_constraints(problem: &Problem, agent: AgentIndex) -> Vec<Constraint> {
    let who = &problem.agents[agent];
    let plan = &problem.plans[who.plan];
    let mut all = constraints_of_plan(problem, plan);
    all.retain(|what| what.is_hard(plan));
    all.extend(constraints_of_agent(who));
    all
}

pub(crate) fn known_day(problem: &Problem, day: usize) -> Result<(), ExplainError> {
    if day < problem.days.len() {
        return Ok(());
    }
    Err(ExplainError::Unknown {
        what: "day",
        found: day.to_string(),
        remedy: "count the days of the horizon from 0",
    })
}
