use super::RepairError;
use super::repair_roster::by_agent;
use super::start::start_from;
use crate::problem::{Line, Problem};
use crate::search::control::Control;
use crate::search::general::{Desk, conclude, improve_roster, make_ready};
use crate::search::{Progress, Solution};

/// Searches on from a given roster: its lines stay where they keep the problem's hard rules and nothing better is found,
/// agents without a line get one.
///
/// Asked of a roster's problem and of a changed one ([`super::changed`], [`super::carried_over`]) with the same work, it
/// tells what the change would mean. Nothing that changes has a price of its own, as it has in [`super::repair`]. The bound
/// is the linear program's. `stop` and `progress` are as in [`crate::search::solve`].
///
/// # Errors
/// [`RepairError`] when the problem is not valid, a line is none of its agents', or an agent has no line at all.
pub fn search_on(
    problem: &Problem,
    lines: &[Line],
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Solution, RepairError> {
    problem.validate()?;
    let given = by_agent(problem, lines)?;
    let mut desk = Desk::new(problem);
    let mut pricer = make_ready(&mut desk)?;
    let mut control = Control::new(stop, progress);
    let mut roster = start_from(&desk, &mut pricer, &given)?;
    improve_roster(&desk, &mut pricer, &mut roster, 0, &mut control)?;
    Ok(conclude(&desk, &roster, &mut control))
}
