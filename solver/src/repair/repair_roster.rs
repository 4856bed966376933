use serde::{Deserialize, Serialize};

use super::changes::{AgentChange, agent_changes};
use super::rework::{Reworked, rework};
use super::{ChangePrices, Locks, RepairError};
use crate::columns::Minima;
use crate::explain::{program::Program, reading};
use crate::lines::Pricer;
use crate::problem::{Line, Problem};
use crate::search::control::Control;
use crate::search::general::{Desk, LONGEST_WHOLE, conclude};
use crate::search::{Progress, Solution};

/// How a roster is repaired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepairOptions {
    /// What changes cost.
    pub prices: ChangePrices,
    /// What must stay.
    #[serde(default)]
    pub locks: Locks,
}

/// A repaired roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// The roster, at the changed problem's own objective and bound: changes are not part of either. Minima that an agent
    /// cannot reach beside what is locked are relaxed and listed.
    pub solution: Solution,
    /// Objective and price of the changes: what was minimised.
    pub total: f64,
    /// No roster that keeps the locks has a smaller total.
    pub total_bound: f64,
    /// Days on which an agent's shift differs from the one given.
    pub changed_days: usize,
    /// Days on which only breaks moved.
    pub moved_breaks: usize,
    /// Agent by agent, in order.
    pub changes: Vec<AgentChange>,
}

/// Solves a changed problem around a given roster: somebody absent, demand risen, a rule tightened, an agent come or gone.
///
/// Every line that can stay begins where it was; a day is changed only where that saves more than the change costs. Agents
/// are those of the changed problem; give a roster's lines by these positions ([`super::carried_over`]), and none for an
/// agent who is new. `stop` and `progress` are as in [`crate::search::solve`].
///
/// # Errors
/// [`RepairError`] when the problem is not valid, a lock cannot be kept, or an agent has no line beside what is locked.
pub fn repair(
    problem: &Problem,
    lines: &[Line],
    options: &RepairOptions,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Repair, RepairError> {
    problem.validate()?;
    check_locks(problem, &options.locks)?;
    let given = by_agent(problem, lines)?;
    let mut control = Control::new(stop, progress);
    control.report("columns", 0.0);
    let Reworked {
        lines,
        total,
        total_bound,
        minima,
    } = rework(
        problem,
        &given,
        options.prices,
        &options.locks,
        None,
        &mut control,
    )?;
    control.report("neighbourhoods", 90.0);
    let mut desk = Desk::one_class_an_agent(problem);
    let of_classes: Vec<Minima> = desk
        .classes
        .iter()
        .map(|class| minima[class.agents[0]])
        .collect();
    desk.make_books(&of_classes);
    let mut pricer = Pricer::default();
    let roster = reading::roster(&desk, &lines)?;
    control.bound = 0.0;
    control.objective = Some(roster.objective());
    if desk.days() <= LONGEST_WHOLE && !control.should_stop() {
        let program = control
            .apart(|control| Program::of(&desk, &mut pricer, &roster, control))
            .map(|program| program.bound);
        match program {
            Ok(bound) => control.bound = bound,
            Err(crate::explain::ExplainError::Stopped) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let changes = agent_changes(&desk, &given, &roster, &lines);
    let solution = conclude(&desk, &roster, &mut control);
    let days = changes.iter().flat_map(|change| &change.days);
    let (moved, changed): (Vec<_>, Vec<_>) = days.partition(|day| day.code == "breaks-moved");
    Ok(Repair {
        solution,
        total,
        total_bound,
        changed_days: changed.len(),
        moved_breaks: moved.len(),
        changes,
    })
}

fn check_locks(problem: &Problem, locks: &Locks) -> Result<(), RepairError> {
    let (agents, days) = (problem.agents.len(), problem.days.len());
    let pairs = locks.agent_days.iter();
    let all_agents = locks
        .agents
        .iter()
        .chain(pairs.clone().map(|(agent, _)| agent));
    let all_days = locks.days.iter().chain(pairs.map(|(_, day)| day));
    let outside = |what: &'static str, found: Option<&usize>, length: usize| match found {
        Some(&found) => Err(RepairError::Unknown {
            what,
            found,
            length,
        }),
        None => Ok(()),
    };
    outside(
        "agent",
        all_agents.into_iter().find(|&&agent| agent >= agents),
        agents,
    )?;
    outside("day", all_days.into_iter().find(|&&day| day >= days), days)
}

/// Given lines by agent; none for an agent who is new.
///
/// # Errors
/// [`RepairError::Unknown`] and [`RepairError::Lines`].
pub(super) fn by_agent(
    problem: &Problem,
    lines: &[Line],
) -> Result<Vec<Option<Line>>, RepairError> {
    let mut given: Vec<Option<Line>> = vec![None; problem.agents.len()];
    for line in lines {
        let Some(place) = given.get_mut(line.agent) else {
            return Err(RepairError::Unknown {
                what: "agent",
                found: line.agent,
                length: problem.agents.len(),
            });
        };
        if place.is_some() {
            let count = lines.iter().filter(|one| one.agent == line.agent).count();
            return Err(RepairError::Lines {
                agent: problem.agents[line.agent].id.clone(),
                count,
            });
        }
        *place = Some(line.clone());
    }
    Ok(given)
}
