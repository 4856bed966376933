use super::{ExplainError, program::Program};
use crate::problem::{Line, Problem};
use crate::repair::start_from;
use crate::search::Solution;
use crate::search::control::Control;
use crate::search::general::{Desk, conclude, improve_roster, make_ready};

/// A problem solved again from given lines.
pub(crate) struct Again {
    /// The roster found; its bound is the linear program's.
    pub solution: Solution,
    /// Objective of the linear program.
    pub program: f64,
}

/// Searches on from given lines, and solves the linear program to its end.
pub(crate) fn solve_again(
    problem: &Problem,
    given: &[Option<Line>],
    control: &mut Control<'_>,
) -> Result<Again, ExplainError> {
    let mut desk = Desk::new(problem);
    let mut pricer = make_ready(&mut desk)?;
    control.apart(|control| {
        let mut roster = start_from(&desk, &mut pricer, given)?;
        improve_roster(&desk, &mut pricer, &mut roster, 0, control)?;
        let program = Program::of(&desk, &mut pricer, &roster, control)?;
        control.bound = control.bound.max(program.bound);
        Ok(Again {
            solution: conclude(&desk, &roster, control),
            program: program.objective,
        })
    })
}

/// The lines of a roster that was read, in the order of the problem's agents.
pub(crate) fn given_lines(problem: &Problem, lines: &[Line]) -> Vec<Option<Line>> {
    let mut given = vec![None; problem.agents.len()];
    for line in lines {
        if let Some(place) = given.get_mut(line.agent) {
            *place = Some(line.clone());
        }
    }
    given
}

/// Heads missing in a roster, in agent-hours.
pub(crate) fn hours(problem: &Problem, by_group: &[Vec<f64>]) -> f64 {
    let slots: f64 = by_group.iter().flatten().sum();
    slots * f64::from(problem.slot_minutes) / 60.0
}
