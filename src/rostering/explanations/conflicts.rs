//! Which rules leave an agent no line, and the cheapest way out.

use std::time::Duration;

use crewcast_solver::explain::Conflict;
use serde::Serialize;

use super::terms::{BindingConstraint, Terms, WayOutOfConflict};
use crate::failure::Failure;
use crate::rostering::record::RosterRecord;
use crate::rostering::solving::{Answer, Question, RosterSolver, another_answer};

/// Somebody waits for the answer.
const AT_MOST: Duration = Duration::from_secs(60);

/// Rules that contradict one another.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterConflicts {
    /// The roster run.
    pub run_id: String,
    /// One entry for all agents who are bound alike.
    pub conflicts: Vec<ConflictOfRules>,
    /// Agents of whom it could not be told in time, or for sure.
    pub not_examined_agent_ids: Vec<String>,
}

/// Constraints that leave agents no line together, while any of them less would leave one.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConflictOfRules {
    /// Whose line.
    pub agent_ids: Vec<String>,
    /// The constraints, each needed for the conflict; empty when no shift fits whatever the limits.
    pub constraints: Vec<BindingConstraint>,
    /// The least that has to be let go; absent when nothing but the shifts themselves stands against a line.
    pub way_out: Option<WayOutOfConflict>,
    /// The same as a sentence.
    pub text: String,
}

impl ConflictOfRules {
    pub(super) fn of(terms: &Terms<'_>, agents: &[usize], found: &Conflict) -> Self {
        let constraints = found.constraints.iter();
        let constraints: Vec<BindingConstraint> = constraints
            .map(|one| terms.involved(found.agent, one))
            .collect();
        let agent_ids = terms.agent_ids(agents);
        let who = match agent_ids.as_slice() {
            [one] => terms.name(one).to_owned(),
            [first, others @ ..] => format!("{} and {} more", terms.name(first), others.len()),
            [] => String::new(),
        };
        let listed: Vec<&str> = constraints.iter().map(|one| &*one.text).collect();
        let mut text = if listed.is_empty() {
            format!(
                "{who}: no shift of the work plan fits, whatever its limits; check shift lengths, break windows and weekdays."
            )
        } else {
            format!(
                "{who}: these leave no line together, and without any one of them there would be one: {}.",
                listed.join("; ")
            )
        };
        let way_out = found.way_out.as_ref().map(|way| terms.way_out(way));
        if let Some(way) = &way_out {
            let told = |one: &super::BrokenConstraint| match one.by {
                Some(by) => format!("{} (by {by})", one.constraint.text),
                None => one.constraint.text.clone(),
            };
            let broken: Vec<String> = way.broken.iter().map(told).collect();
            text.push_str(&format!(
                " The cheapest way out breaks {}.",
                broken.join(", and ")
            ));
        }
        Self {
            agent_ids,
            constraints,
            way_out,
            text,
        }
    }
}

/// The conflicts of agents without a line that keeps all rules: of a roster those whose minima were given up, and of all
/// agents where a run has made none.
///
/// # Errors
/// Those of [`RosterSolver`]'s answers.
pub fn explain_conflicts(
    record: &RosterRecord,
    solver: &RosterSolver,
) -> Result<RosterConflicts, Failure> {
    let terms = Terms::of(record);
    let agents: Vec<usize> = match &record.found {
        Some(found) => {
            let mut relaxed: Vec<usize> = found.relaxed.iter().map(|one| one.agent).collect();
            relaxed.sort_unstable();
            relaxed.dedup();
            relaxed
        }
        None => (0..record.problem.agents.len()).collect(),
    };
    let mut told = RosterConflicts {
        run_id: record.run_id.clone(),
        conflicts: Vec::new(),
        not_examined_agent_ids: Vec::new(),
    };
    if agents.is_empty() {
        return Ok(told);
    }
    let question = Question::Conflicts { agents };
    let answer = solver.ask_within(AT_MOST, (&record.problem, &[]), &question)?;
    let Answer::Conflicts(found) = answer else {
        return Err(another_answer());
    };
    let conflicts = found.found.iter();
    told.conflicts = conflicts
        .map(|one| ConflictOfRules::of(&terms, &one.agents, &one.conflict))
        .collect();
    told.not_examined_agent_ids = terms.agent_ids(&found.not_examined);
    Ok(told)
}
