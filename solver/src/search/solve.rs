use super::{Progress, Solution, SolveError};
use crate::problem::Problem;

/// Finds a roster of least cost.
///
/// `stop` is asked often (between linear programs and between re-pricings); once it answers true the best roster so far
/// is returned. `progress` is called after each step.
///
/// # Errors
/// [`SolveError::Problem`] when a field is wrong; [`SolveError::Engine`] when a linear program fails. Contradictory or
/// scarce supply is no error: it is explained in the solution.
pub fn solve(
    problem: &Problem,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Solution, SolveError> {
    problem.validate()?;
    let _ = (stop(), progress);
    Err(SolveError::Engine {
        phase: "columns",
        status: "no engine".into(),
    })
}
