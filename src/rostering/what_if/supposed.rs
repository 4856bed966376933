//! A roster made anew of supposed inputs.

use std::collections::BTreeMap;

use crewcast_solver::repair::changed;
use crewcast_solver::search::Status;

use super::change::{RosterChange, stated as stated_changes};
use super::comparison::RosterTally;
use super::request::{MOST_CHANGES, check_changes, fill_groups_of_skills, name_skills};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::JobContext;
use crate::rostering::explanations::Terms;
use crate::rostering::generate::judged;
use crate::rostering::inputs::RosterInputs;
use crate::rostering::problem::state;
use crate::rostering::record::{Setting, keep_found, keep_problem};
use crate::rostering::request::GenerateSchedule;
use crate::rostering::skill_sets::SkillSets;
use crate::rostering::solving::{RosterSolver, watched};
use crate::schedules::NewDraft;
use crate::tenancy::Scope;

/// A roster of supposed inputs, judged; nothing of it stands in a schedule.
#[derive(Clone, Debug)]
pub struct SupposedRoster {
    /// What a schedule would be made of.
    pub draft: NewDraft,
    /// The roster in figures.
    pub tally: RosterTally,
    /// Whether the time was up before the search ended by itself; another run may then find another roster.
    pub stopped: bool,
    /// SHA-256 of the problem.
    pub input_hash: String,
    /// Planning groups that each agent may serve, by agent; of those added `added-…`.
    pub serves: BTreeMap<String, Vec<String>>,
    /// Work plan of each agent.
    pub work_plans: BTreeMap<String, String>,
}

/// Checks changes of a roster that is to be made of these inputs, and finds the planning groups that skills suffice for.
///
/// # Errors
/// Those of stating the problem; what cannot be of the changes is noted.
pub fn check_supposed(
    conn: &mut Conn<'_>,
    scope: &Scope,
    inputs: &RosterInputs,
    changes: &mut [RosterChange],
    faults: &mut Faults,
) -> Result<(), Failure> {
    let few = changes.len() <= MOST_CHANGES;
    let detail = format!("name at most {MOST_CHANGES} changes");
    faults.require(few, "/changes", "out-of-range", detail);
    if name_skills(changes) {
        let groups = inputs.demand.iter().map(|demand| demand.group.clone());
        let sets = SkillSets::new(conn, scope, groups.collect())?;
        fill_groups_of_skills(changes, &sets, faults);
    }
    let stated = state(inputs, 0, None)?;
    let setting = Setting::of(inputs, &stated);
    let terms = Terms::new(&stated.problem, &setting);
    check_changes(conn, scope, &terms, changes, faults)
}

/// Rosters supposed inputs with further changes, and keeps what the run worked on and found, so that it can be explained.
/// The search has `time_limit_millis`; its progress is told as that `share` of the run's.
///
/// # Errors
/// Those of the search; [`Failure::Conflict`] `roster-problem` where the changes leave an agent no line.
pub fn roster_supposed(
    context: &JobContext<'_>,
    solver: &RosterSolver,
    (inputs, changes): (&RosterInputs, &[RosterChange]),
    request: &GenerateSchedule,
    share: (f64, f64),
) -> Result<SupposedRoster, Failure> {
    let mut stated = state(inputs, request.seed.unwrap_or(0), request.gap)?;
    if !changes.is_empty() {
        let setting = Setting::of(inputs, &stated);
        let changes = stated_changes(&Terms::new(&stated.problem, &setting), changes)?;
        stated.problem = changed(&stated.problem, &changes)
            .map_err(|error| Failure::conflict("roster-problem", error.to_string()))?;
    }
    let run_id = context.run_id();
    context
        .db
        .write(|conn| keep_problem(conn, &context.scope(), run_id, inputs, &stated))?;
    let now = || context.scope().now.epoch_millis();
    let began = now();
    let deadline = began + request.time_limit_millis();
    let solution = watched(context, deadline, share, |watch| {
        solver.solve(&stated.problem, watch)
    })?;
    let seconds = (now() - began) as f64 / 1_000.0;
    let made = judged((inputs, &stated), request, &solution, Vec::new(), seconds)?;
    context
        .db
        .write(|conn| keep_found(conn, &context.scope(), run_id, &made.found))?;
    let problem = &stated.problem;
    let groups = |served: &[usize]| -> Vec<String> {
        let known = served.iter().filter_map(|group| problem.groups.get(*group));
        known.map(|group| group.id.clone()).collect()
    };
    let plan = |plan: usize| inputs.plans.get(plan).map(|plan| plan.id.clone());
    let agents = problem.agents.iter();
    Ok(SupposedRoster {
        tally: RosterTally::of(problem, &solution),
        stopped: solution.status == Status::Stopped,
        input_hash: stated.input_hash()?,
        serves: agents
            .clone()
            .map(|agent| (agent.id.clone(), groups(&agent.groups)))
            .collect(),
        work_plans: agents
            .filter_map(|agent| Some((agent.id.clone(), plan(agent.plan)?)))
            .collect(),
        draft: made.draft,
    })
}
