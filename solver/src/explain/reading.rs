use super::ExplainError;
use crate::lines::{Duty, Pricer};
use crate::problem::{AgentIndex, Line, Problem};
use crate::rules::rules_of;
use crate::search::general::{self, Desk, Heads, Roster, make_ready};

/// A valid problem made ready for questions.
pub(crate) fn ready(problem: &Problem) -> Result<(Desk<'_>, Pricer), ExplainError> {
    problem.validate()?;
    let mut desk = Desk::new(problem);
    let pricer = make_ready(&mut desk)?;
    Ok((desk, pricer))
}

/// The agent, if the problem has it.
pub(crate) fn known_agent(problem: &Problem, agent: AgentIndex) -> Result<(), ExplainError> {
    if agent < problem.agents.len() {
        return Ok(());
    }
    Err(ExplainError::Unknown {
        what: "agent",
        found: agent.to_string(),
        remedy: "give the position of one of its agents",
    })
}

/// The days of a given line as duties of the agent's class; none where a shift is no option of its plan.
pub(crate) fn duties(desk: &Desk<'_>, class: usize, line: &Line) -> Option<Vec<Option<Duty>>> {
    let book = desk.book(class);
    let plan = &desk.problem.plans[book.plan];
    let mut duties: Vec<Option<Duty>> = vec![None; desk.days()];
    for shift in &line.shifts {
        let options = book.days.get(shift.day)?.options.iter();
        let same = |option: &crate::shifts::ShiftOption| {
            plan.shifts[option.template].id == shift.template
                && (option.start, option.end()) == (shift.start_slot, shift.end_slot)
                && option.paid_slots == shift.paid_slots()
        };
        let option = options.clone().position(same)?;
        let pattern = &book.patterns[book.days[shift.day].options[option].pattern];
        let mut starts = Vec::with_capacity(shift.activities.len());
        for activity in &shift.activities {
            starts.push(activity.start_slot.checked_sub(shift.start_slot)?);
        }
        let fits = starts.len() == pattern.activities.len();
        let place = duties.get_mut(shift.day)?;
        if !fits || place.is_some() {
            return None;
        }
        *place = Some(Duty { option, starts });
    }
    Some(duties)
}

/// A given line as the search holds it; none where it breaks a hard rule of the problem.
pub(crate) fn line(desk: &Desk<'_>, class: usize, given: &Line) -> Option<general::Line> {
    let keeps_breaks = rules_of(desk.problem, given.agent)
        .iter()
        .filter(|rule| rule.name() == crate::rules::BREAK_PLACEMENT)
        .all(|rule| rule.breaches(given).is_empty());
    let duties = duties(desk, class, given).filter(|_| keeps_breaks)?;
    general::Line::new(desk, class, duties)
}

/// A given roster, one line an agent in any order.
pub(crate) fn roster<'d>(desk: &'d Desk<'_>, lines: &[Line]) -> Result<Roster<'d>, ExplainError> {
    let problem = desk.problem;
    let mut roster = Roster {
        lines: Vec::with_capacity(problem.agents.len()),
        heads: Heads::none(desk),
    };
    for (agent, who) in problem.agents.iter().enumerate() {
        let foreign = |why: String| ExplainError::ForeignLine {
            agent: who.id.clone(),
            why,
        };
        let mut own = lines.iter().filter(|line| line.agent == agent);
        let given = match (own.next(), own.next()) {
            (Some(given), None) => given,
            (None, _) => return Err(foreign("is missing".into())),
            _ => return Err(foreign("is given twice".into())),
        };
        let class = desk.class_of[agent];
        let read = line(desk, class, given).ok_or_else(|| foreign(fault(problem, given)))?;
        roster.heads.add(desk.skill(class), &read.piece);
        roster.lines.push(read);
    }
    Ok(roster)
}

fn fault(problem: &Problem, given: &Line) -> String {
    let rules = rules_of(problem, given.agent);
    let mut breaches = rules.iter().flat_map(|rule| rule.breaches(given));
    match breaches.next() {
        Some(breach) => format!("breaks {}: {}", breach.rule, breach.detail),
        None => "has a shift that its plan does not have".into(),
    }
}
