//! What can be asked about a roster, and the answers: the same in a child process and in this one.

use crewcast_solver::explain::{
    Confirm, Conflict, ExplainError, Prices, Requirement, Unmet, WhyNot, WhyThisLine, conflict,
    prices, why_not, why_this_line, why_unmet,
};
use crewcast_solver::problem::{Agent, AgentIndex, GroupIndex, Line, Problem, Slot};
use crewcast_solver::repair::{Repair, RepairOptions, repair, search_on};
use crewcast_solver::search::{Progress, Solution};
use serde::{Deserialize, Serialize};

/// A question about a problem and a roster of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(in crate::rostering) enum Question {
    /// Why a group is short in the slots from `start` to before `end`.
    WhyUnmet {
        group: GroupIndex,
        start: Slot,
        end: Slot,
    },
    /// Why an agent has its line.
    WhyThisLine { agent: AgentIndex },
    /// Why an agent's line holds none of these; answered for the one that costs least.
    WhyNot {
        agent: AgentIndex,
        requirements: Vec<Requirement>,
    },
    /// Which rules leave agents no line.
    Conflicts { agents: Vec<AgentIndex> },
    /// What rules cost, and what one more agent would bring.
    Prices(Confirm),
    /// The roster changed as little as may be to fit the problem, which is another than it was made for.
    Repair(RepairOptions),
    /// The roster improved as far as the problem's work limits go, agents without a line given one.
    SearchOn,
}

/// What a question is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::rostering) enum Answer {
    Unmet(Unmet),
    ThisLine(WhyThisLine),
    Not(Box<WhyNot>),
    Conflicts(Conflicts),
    Prices(Prices),
    Repair(Repair),
    SearchedOn(Box<Solution>),
}

/// Conflicts of agents, those for whom the same stands told once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::rostering) struct Conflicts {
    pub found: Vec<SharedConflict>,
    /// Agents who were not looked at when the time was up.
    pub not_examined: Vec<AgentIndex>,
}

/// A conflict and all it stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::rostering) struct SharedConflict {
    /// The conflict's agent first.
    pub agents: Vec<AgentIndex>,
    pub conflict: Conflict,
}

/// Answers; `stop` is looked at where an answer may take long, and `progress` told where it is a search.
pub(super) fn answer(
    problem: &Problem,
    lines: &[Line],
    question: &Question,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Answer, ExplainError> {
    Ok(match question {
        Question::WhyUnmet { group, start, end } => {
            Answer::Unmet(why_unmet(problem, lines, *group, *start..*end)?)
        }
        Question::WhyThisLine { agent } => Answer::ThisLine(why_this_line(problem, lines, *agent)?),
        Question::WhyNot {
            agent,
            requirements,
        } => Answer::Not(Box::new(cheapest(
            problem,
            lines,
            *agent,
            requirements,
            stop,
        )?)),
        Question::Conflicts { agents } => Answer::Conflicts(conflicts(problem, agents, stop)?),
        Question::Repair(options) => {
            Answer::Repair(repair(problem, lines, options, stop, progress)?)
        }
        Question::SearchOn => {
            Answer::SearchedOn(Box::new(search_on(problem, lines, stop, progress)?))
        }
        Question::Prices(confirm) => Answer::Prices(prices(problem, lines, *confirm, stop)?),
    })
}

fn cheapest(
    problem: &Problem,
    lines: &[Line],
    agent: AgentIndex,
    requirements: &[Requirement],
    stop: &dyn Fn() -> bool,
) -> Result<WhyNot, ExplainError> {
    let cost = |answer: &WhyNot| match &answer.alone {
        _ if answer.code == "granted" => f64::NEG_INFINITY,
        Some(alone) => alone.difference.cost,
        None => f64::INFINITY,
    };
    let mut best: Option<WhyNot> = None;
    for requirement in requirements {
        let found = why_not(problem, lines, agent, requirement, false, stop)?;
        if best.as_ref().is_none_or(|best| cost(&found) < cost(best)) {
            best = Some(found);
        }
    }
    best.ok_or(ExplainError::Unknown {
        what: "wish",
        found: String::new(),
        remedy: "name a shift of the agent's plan, or a day off",
    })
}

/// What binds an agent: those who are bound alike have the same conflict.
fn bound(agent: &Agent) -> Agent {
    Agent {
        id: String::new(),
        groups: Vec::new(),
        requests: Vec::new(),
        ..agent.clone()
    }
}

fn conflicts(
    problem: &Problem,
    agents: &[AgentIndex],
    stop: &dyn Fn() -> bool,
) -> Result<Conflicts, ExplainError> {
    let mut alike: Vec<(Agent, Vec<AgentIndex>)> = Vec::new();
    for &index in agents {
        let Some(agent) = problem.agents.get(index) else {
            return Err(ExplainError::Unknown {
                what: "agent",
                found: index.to_string(),
                remedy: "give the position of one of its agents",
            });
        };
        let bound = bound(agent);
        match alike.iter_mut().find(|(known, _)| *known == bound) {
            Some((_, same)) => same.push(index),
            None => alike.push((bound, vec![index])),
        }
    }
    let mut all = Conflicts::default();
    for (_, agents) in alike {
        if stop() {
            all.not_examined.extend(agents);
            continue;
        }
        let Some(&first) = agents.first() else {
            continue;
        };
        let found = match conflict(problem, first, None) {
            // One agent whose lines are too many to tell hides nothing of the others.
            Err(ExplainError::Undecided { .. }) => {
                all.not_examined.extend(agents);
                continue;
            }
            found => found?,
        };
        if let Some(conflict) = found {
            all.found.push(SharedConflict { agents, conflict });
        }
    }
    all.not_examined.sort_unstable();
    Ok(all)
}
