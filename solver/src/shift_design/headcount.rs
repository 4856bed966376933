//! What one more agent of each kind would bring to a team.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ShiftDesignError;
use super::class::{Catalogue, StaffClass, ascending};
use super::generate::Relaxed;
use super::program::Method;
use crate::problem::{Agent, GroupIndex, PlanIndex, Problem};
use crate::search::{Solution, bound_at_head_prices, solve};
use crate::shifts::StaffedShift;

/// Rounds of generating shifts.
const ROUNDS: usize = 200;

/// What one more agent of a work plan and set of skills would change, in the unit of the problem's costs. Below 0 is
/// better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OneMore {
    /// The work plan.
    pub plan: PlanIndex,
    /// The groups the agent would have the skills for, ascending.
    pub groups: Vec<GroupIndex>,
    /// Agents of this kind there are.
    pub agents: u32,
    /// Change of the bound as the linear program's prices tell it: never above [`Self::bound_change`], as each further
    /// agent brings less than the one before.
    pub predicted_change: f64,
    /// Change of the bound found by solving the linear program again with the agent; none where that was not asked.
    pub bound_change: Option<f64>,
}

/// The worth of one more agent of every kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Headcount {
    /// A bound of every roster of the team as it is; wishes, locked shifts and rules beyond the basic ones left out.
    pub bound: f64,
    /// How much the values may be wrong by: the engine's tolerance, and what rounds that ran out left open.
    pub accuracy: f64,
    /// Every work plan with every set of skills the team has, in this order.
    pub one_more: Vec<OneMore>,
}

/// A change found by rostering the team twice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmedChange {
    /// Objective of the roster with the agent less that without. Not above 0 by more than the two gaps when the agent
    /// can only help.
    pub objective_change: f64,
    /// Change of the rosters' bounds.
    pub bound_change: f64,
}

/// What one more agent of each work plan and set of skills would bring: all by prices, and the `solved_again` that promise
/// most by solving the program again with the agent.
///
/// # Errors
/// [`ShiftDesignError`] where the problem is wrong or a linear program fails.
pub fn headcount(problem: &Problem, solved_again: usize) -> Result<Headcount, ShiftDesignError> {
    problem.validate()?;
    let catalogue = catalogue_of(problem);
    let mut relaxed = Relaxed::new(&catalogue, None, ROUNDS)?;
    let (bound, before) = (relaxed.bound, relaxed.answer.clone());
    let mut open = before.objective - bound;
    let classes = catalogue.classes.iter().zip(&before.change_by_agent);
    let mut one_more: Vec<OneMore> = classes
        .map(|(class, &predicted_change)| OneMore {
            plan: class.plan,
            groups: class.groups.clone(),
            agents: class.most,
            predicted_change,
            bound_change: None,
        })
        .collect();
    let mut order: Vec<usize> = (0..one_more.len()).collect();
    order.sort_by(|&a, &b| {
        let promise = |kind: usize| one_more[kind].predicted_change;
        promise(a).total_cmp(&promise(b))
    });
    for kind in order.into_iter().take(solved_again) {
        let agents = one_more[kind].agents;
        relaxed.program.set_agents(kind, agents + 1)?;
        relaxed.answer = relaxed.program.solve(Method::WarmDual)?;
        relaxed.generate(&catalogue, None, ROUNDS, Method::WarmPrimal)?;
        open = open.max(relaxed.answer.objective - relaxed.bound);
        one_more[kind].bound_change = Some(relaxed.answer.objective - before.objective);
        relaxed.program.set_agents(kind, agents)?;
    }
    Ok(Headcount {
        bound: bound.max(0.0),
        accuracy: open + 1e-6 * (1.0 + before.objective.abs()),
        one_more,
    })
}

/// A bound of every roster of the team as it is: the linear program over counted agents, wishes, locked shifts and rules
/// beyond the basic ones left out. `ends` is told the bound of every round, each valid, and says whether that is enough.
/// At the program's prices in the end the agents are then named again: requirements at their price less each agent's best
/// line are a bound, too, and mind wishes, absences and rest. `first` are shifts to begin with: those of a good roster leave
/// few to generate.
///
/// # Errors
/// [`ShiftDesignError`] where the problem is wrong or a linear program fails.
pub(crate) fn bound_of_counts(
    problem: &Problem,
    first: &[StaffedShift],
    ends: &mut dyn FnMut(f64) -> bool,
) -> Result<f64, ShiftDesignError> {
    problem.validate()?;
    let catalogue = catalogue_of(problem);
    let first = catalogue.placed(first);
    let counted = Relaxed::watched(&catalogue, first, None, ROUNDS, ends)?;
    let named = bound_at_head_prices(problem, &counted.answer.head_prices);
    Ok(named.map_or(counted.bound, |named| named.max(counted.bound)))
}

/// Every work plan with every set of skills the team has, in this order.
fn catalogue_of(problem: &Problem) -> Catalogue<'_> {
    let skill_sets: BTreeSet<Vec<GroupIndex>> = problem
        .agents
        .iter()
        .map(|agent| ascending(&agent.groups))
        .filter(|groups| !groups.is_empty())
        .collect();
    let classes: Vec<StaffClass> = (0..problem.plans.len())
        .flat_map(|plan| skill_sets.iter().map(move |groups| (plan, groups)))
        .map(|(plan, groups)| StaffClass::of_agents(problem, plan, groups))
        .collect();
    Catalogue::new(problem, classes)
}

/// Rosters the team with one more agent and compares with `now`, its roster without.
///
/// `stop` ends the search early, as in [`solve`]; both rosters should have had the same work or time.
///
/// # Errors
/// [`ShiftDesignError::Roster`] when the search fails.
pub fn confirm_by_rostering(
    problem: &Problem,
    now: &Solution,
    agent: &OneMore,
    stop: &dyn Fn() -> bool,
) -> Result<ConfirmedChange, ShiftDesignError> {
    let mut larger = problem.clone();
    // Identifiers are unique: one that is longer than all is new.
    let longest = problem
        .agents
        .iter()
        .map(|agent| agent.id.len())
        .max()
        .unwrap_or(0);
    larger.agents.push(Agent {
        id: "+".repeat(longest + 1),
        groups: agent.groups.clone(),
        plan: agent.plan,
        ..Agent::default()
    });
    let then = solve(&larger, stop, &mut |_| ())?;
    Ok(ConfirmedChange {
        objective_change: then.objective - now.objective,
        bound_change: then.bound - now.bound,
    })
}
