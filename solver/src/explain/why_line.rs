use serde::{Deserialize, Serialize};

use super::alternative::{Alternative, Seated};
use super::conflict::{Conflict, conflict_of_valid, known_day};
use super::difference::Difference;
use super::reading::{self, known_agent};
use super::{ExplainError, Requirement};
use crate::problem::{AgentIndex, Line, Problem, Wish};
use crate::repair::{ChangePrices, Locks, Reworked, rework};
use crate::search::control::Control;

/// Differences of cost below this are rounding.
const NOTICED: f64 = 1e-6;

/// Why an agent has its line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhyThisLine {
    /// Stable, kebab-case: `best-line`, `as-good-as-another`, `better-line-exists`, or `only-line`.
    pub code: String,
    /// The agent.
    pub agent: AgentIndex,
    /// What the roster costs less with the agent's line than with the agent absent, what the line itself pays included.
    pub worth: f64,
    /// The best other line while all others stay as they are; none when there is no other.
    pub alternative: Option<Alternative>,
    /// For people.
    pub text: String,
}

/// Compares an agent's line with the best other one, all other agents held.
///
/// # Errors
/// [`ExplainError`] when the problem is not valid, or the roster or agent none of it.
pub fn why_this_line(
    problem: &Problem,
    lines: &[Line],
    agent: AgentIndex,
) -> Result<WhyThisLine, ExplainError> {
    let (desk, mut pricer) = reading::ready(problem)?;
    known_agent(problem, agent)?;
    let seated = Seated::new(&desk, reading::roster(&desk, lines)?, agent);
    let other = seated.best_other(&mut pricer);
    let alternative = other.and_then(|piece| seated.alternative(&piece));
    let who = &problem.agents[agent].id;
    let (code, text) = match alternative.as_ref().map(|other| other.difference.cost) {
        None => (
            "only-line",
            format!("Agent {who} has no other line that keeps the hard rules."),
        ),
        Some(cost) if cost < -NOTICED => (
            "better-line-exists",
            format!(
                "Agent {who} could take a line that costs {:.2} less, all others held; the search ended before it was found.",
                -cost
            ),
        ),
        Some(cost) if cost <= NOTICED => (
            "as-good-as-another",
            format!("Another line of agent {who} costs as much, all others held."),
        ),
        Some(cost) => (
            "best-line",
            format!(
                "Every other line of agent {who} costs {cost:.2} more at least, all others held."
            ),
        ),
    };
    Ok(WhyThisLine {
        code: code.into(),
        agent,
        worth: seated.worth(seated.now()),
        alternative,
        text,
    })
}

/// Why an agent's line does not contain something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhyNot {
    /// Stable, kebab-case: `granted` (it does), `requirement-impossible`, `costs-more`, or `costs-no-more`.
    pub code: String,
    /// The agent.
    pub agent: AgentIndex,
    /// What was asked about.
    pub requirement: Requirement,
    /// Why no line contains it, when none does.
    pub conflict: Option<Conflict>,
    /// The best line that contains it while all others stay as they are.
    pub alone: Option<Alternative>,
    /// The best roster found that contains it, the others moved where that helps; when it was asked for.
    pub together: Option<Together>,
    /// For people.
    pub text: String,
}

/// A roster changed so that one agent's line contains something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Together {
    /// What it costs more than the roster given, and where.
    pub difference: Difference,
    /// Of that, wishes of other agents that are refused for it.
    pub wishes_of_others: f64,
    /// Other agents whose lines change.
    pub moved: Vec<AgentIndex>,
    /// The roster.
    pub lines: Vec<Line>,
}

/// Says what an agent's line would have to contain something for: which constraints forbid it, or what it costs and where;
/// with `move_others` also when the other agents make room for it.
///
/// # Errors
/// [`ExplainError`] when the problem is not valid, the roster, agent, day or template none of it, or when `stop` says so.
pub fn why_not(
    problem: &Problem,
    lines: &[Line],
    agent: AgentIndex,
    requirement: &Requirement,
    move_others: bool,
    stop: &dyn Fn() -> bool,
) -> Result<WhyNot, ExplainError> {
    let (desk, mut pricer) = reading::ready(problem)?;
    known_agent(problem, agent)?;
    known_requirement(problem, agent, requirement)?;
    let seated = Seated::new(&desk, reading::roster(&desk, lines)?, agent);
    let mut answer = WhyNot {
        code: String::new(),
        agent,
        requirement: requirement.clone(),
        conflict: None,
        alone: None,
        together: None,
        text: String::new(),
    };
    let mut personal = desk.personal[seated.class()].clone();
    requirement.require(problem, desk.book(seated.class()), &mut personal);
    let (who, what) = (&problem.agents[agent].id, requirement.text());
    let day = requirement.day();
    let has_it = personal
        .cost(day, seated.now().duties[day].as_ref())
        .is_finite();
    if has_it {
        answer.code = "granted".into();
        answer.text = format!("Agent {who} has {what} already.");
        return Ok(answer);
    }
    let Some(piece) = seated.best(&mut pricer, &personal, None) else {
        answer.conflict = conflict_of_valid(problem, agent, Some(requirement))?;
        let Some(conflict) = &answer.conflict else {
            return Err(ExplainError::Undecided { agent: who.clone() });
        };
        answer.code = "requirement-impossible".into();
        answer.text = conflict.text.clone();
        return Ok(answer);
    };
    answer.alone = seated.alternative(&piece);
    let alone = answer.alone.as_ref().map(|other| other.difference.cost);
    if move_others {
        let mut silent = |_| ();
        let mut control = Control::new(stop, &mut silent);
        answer.together = Some(together(&seated, &piece, requirement, &mut control)?);
    }
    let moved = answer.together.as_ref().map(|other| other.difference.cost);
    let least = [alone, moved].into_iter().flatten().reduce(f64::min);
    let least = least.unwrap_or(f64::INFINITY);
    answer.code = if least > NOTICED {
        "costs-more".into()
    } else {
        "costs-no-more".into()
    };
    answer.text = match (alone, moved) {
        (Some(alone), Some(moved)) => format!(
            "With {what} for agent {who} the roster costs {alone:.2} more with all others held, {moved:.2} more when they make room."
        ),
        (Some(alone), None) => format!(
            "With {what} for agent {who} the roster costs {alone:.2} more, all others held."
        ),
        _ => format!("No line of agent {who} with {what} was found."),
    };
    Ok(answer)
}

fn known_requirement(
    problem: &Problem,
    agent: AgentIndex,
    requirement: &Requirement,
) -> Result<(), ExplainError> {
    known_day(problem, requirement.day())?;
    let plan = &problem.plans[problem.agents[agent].plan];
    match requirement {
        Requirement::Granted {
            wish: Wish::Shift(template) | Wish::NoShift(template),
            ..
        } if !plan.shifts.iter().any(|shift| shift.id == *template) => Err(ExplainError::Unknown {
            what: "shift template",
            found: template.clone(),
            remedy: "give the id of a shift of the agent's plan",
        }),
        _ => Ok(()),
    }
}

/// Searches on from the roster with the agent's best line that contains the requirement, which binds from now on.
fn together(
    seated: &Seated<'_, '_>,
    piece: &crate::lines::Piece,
    requirement: &Requirement,
    control: &mut Control<'_>,
) -> Result<Together, ExplainError> {
    let (desk, agent) = (seated.desk, seated.agent);
    let problem = desk.problem;
    let line = |agent: AgentIndex, piece: &crate::lines::Piece| {
        piece.line(problem, desk.book(desk.class_of[agent]), agent)
    };
    let lines = seated.roster.lines.iter().enumerate();
    let given: Vec<Option<Line>> = lines
        .map(|(index, own)| {
            let piece = if index == agent { piece } else { &own.piece };
            Some(line(index, piece))
        })
        .collect();
    let Reworked { lines, .. } = rework(
        problem,
        &given,
        ChangePrices::NOTHING,
        &Locks::default(),
        Some((agent, requirement)),
        control,
    )?;
    let after = reading::roster(desk, &lines)?;
    let difference = super::difference::difference(desk, &seated.roster, &after);
    let wishes = difference
        .wishes
        .iter()
        .filter(|change| change.agent != agent);
    let pairs = seated.roster.lines.iter().zip(&after.lines).enumerate();
    let moved = pairs
        .filter(|(index, (old, new))| *index != agent && old.piece.duties != new.piece.duties)
        .map(|(index, _)| index)
        .collect();
    Ok(Together {
        wishes_of_others: wishes.map(|change| change.cost).sum(),
        difference,
        moved,
        lines,
    })
}
