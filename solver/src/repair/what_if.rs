use serde::{Deserialize, Serialize};

use super::RepairError;
use crate::explain::again::{Again, given_lines, solve_again};
use crate::explain::{Confirmed, reading};
use crate::problem::{
    Agent, AgentIndex, DemandGroup, GroupIndex, Line, PlanIndex, Problem, WorkPlan,
};
use crate::search::Solution;
use crate::search::control::Control;

/// A change of a problem to try out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    tag = "kind",
    rename_all_fields = "camelCase"
)]
pub enum Change {
    /// One more agent.
    AddAgent {
        /// The agent.
        agent: Agent,
    },
    /// One agent less.
    RemoveAgent {
        /// Who.
        agent: AgentIndex,
    },
    /// Another work plan in the place of one: a rule added, tightened, loosened or dropped.
    Plan {
        /// Which.
        plan: PlanIndex,
        /// What it becomes.
        to: WorkPlan,
    },
    /// Another demand of a group: a goal changed.
    Demand {
        /// Which group.
        group: GroupIndex,
        /// What it becomes.
        to: DemandGroup,
    },
}

/// What changes would mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// The changed problem, to audit the roster by.
    pub problem: Problem,
    /// Its roster.
    pub solution: Solution,
    /// Both problems searched from the stored roster with the same work.
    pub compared: Confirmed,
    /// Agents of the changed problem whose lines differ from those of the unchanged one.
    pub changed_agents: Vec<AgentIndex>,
}

/// Applies changes, in order, and carries a roster over to the agents that stay.
///
/// # Errors
/// [`RepairError::Unknown`] for an agent, plan or group that is not there.
pub fn changed(problem: &Problem, changes: &[Change]) -> Result<Problem, RepairError> {
    let mut next = problem.clone();
    for change in changes {
        let unknown = |what, found, length| RepairError::Unknown {
            what,
            found,
            length,
        };
        match change {
            Change::AddAgent { agent } => next.agents.push(agent.clone()),
            Change::RemoveAgent { agent } => {
                if *agent >= next.agents.len() {
                    return Err(unknown("agent", *agent, next.agents.len()));
                }
                let gone = next.agents.remove(*agent);
                for left in &mut next.agents {
                    left.colleagues.retain(|wish| wish.agent != gone.id);
                }
            }
            Change::Plan { plan, to } => {
                let length = next.plans.len();
                let place = next.plans.get_mut(*plan);
                *place.ok_or_else(|| unknown("plan", *plan, length))? = to.clone();
            }
            Change::Demand { group, to } => {
                let length = next.groups.len();
                let place = next.groups.get_mut(*group);
                *place.ok_or_else(|| unknown("group", *group, length))? = to.clone();
            }
        }
    }
    next.validate()?;
    Ok(next)
}

/// A roster's lines at the positions their agents have in another problem, told by identifier; agents who are gone drop out.
#[must_use]
pub fn carried_over(from: &Problem, lines: &[Line], to: &Problem) -> Vec<Line> {
    let place = |line: &Line| {
        let id = &from.agents.get(line.agent)?.id;
        let agent = to.agents.iter().position(|agent| agent.id == *id)?;
        Some(Line {
            agent,
            shifts: line.shifts.clone(),
        })
    };
    let mut carried: Vec<Line> = lines.iter().filter_map(place).collect();
    carried.sort_by_key(|line| line.agent);
    carried
}

/// Solves a changed problem from a stored roster, and the unchanged one with the same work, so that what differs is due to
/// the changes and not to a longer search.
///
/// # Errors
/// [`RepairError`] when the problem or a change is not valid, or the roster none of the problem.
pub fn what_if(
    problem: &Problem,
    lines: &[Line],
    changes: &[Change],
    stop: &dyn Fn() -> bool,
) -> Result<WhatIf, RepairError> {
    let changed = changed(problem, changes)?;
    let (desk, _) = reading::ready(problem)?;
    reading::roster(&desk, lines)?;
    let mut silent = |_| ();
    let mut control = Control::new(stop, &mut silent);
    let base = solve_again(problem, &given_lines(problem, lines), &mut control)?;
    let start = carried_over(problem, &base.solution.lines, &changed);
    let Again { solution, program } =
        solve_again(&changed, &given_lines(&changed, &start), &mut control)?;
    let compared = Confirmed::between(
        (problem, &base.solution, base.program),
        (&changed, &solution, program),
    );
    let differs = |line: &&Line| start.iter().all(|old| *old != **line);
    let changed_agents = solution.lines.iter().filter(differs);
    Ok(WhatIf {
        changed_agents: changed_agents.map(|line| line.agent).collect(),
        problem: changed,
        solution,
        compared,
    })
}
