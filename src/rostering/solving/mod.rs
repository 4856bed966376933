//! Where rosters are searched for: in a process of its own, whose memory is bounded and which can be ended at once.
//!
//! A linear program does not look up from its work, so a thread that solves one can be asked to stop but not made to.
//! The search therefore runs in a child, the same program with the command `solve-roster` ([`serve`]): the problem goes
//! in by its standard input, progress and solution come back by its standard output, one JSON document a line
//! ([`wire`]). A cancelled run ends the child; a child that outgrows its memory ends alone.

mod child;
mod process;
#[cfg(test)]
mod tests;
mod wire;

pub use child::serve;
pub use process::SolverProcess;
pub(super) use wire::Report;

use crewcast_solver::problem::Problem;
use crewcast_solver::search::{Solution, solve};

use crate::failure::Failure;

/// Who searches for rosters.
#[derive(Clone, Debug)]
pub enum RosterSolver {
    /// A child process for each roster.
    Process(SolverProcess),
    /// The calling thread: for programs that bring no executable with the command `solve-roster`.
    InProcess,
}

/// What the search asks while it works.
pub(super) struct Watch<'a> {
    /// Whether to end with the best roster so far.
    pub stop: &'a dyn Fn() -> bool,
    /// Whether nobody wants a roster any more.
    pub is_cancelled: &'a dyn Fn() -> bool,
    /// Told how far the search is.
    pub progress: &'a mut dyn FnMut(&Report),
}

impl RosterSolver {
    /// Searches for a roster.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `roster-problem` for a problem that cannot be understood, `roster-out-of-memory`,
    /// `roster-not-stopped`; [`Failure::Cancelled`]; [`Failure::Internal`] when the engine fails.
    pub(super) fn solve(
        &self,
        problem: &Problem,
        watch: &mut Watch<'_>,
    ) -> Result<Solution, Failure> {
        match self {
            Self::Process(process) => process.solve(problem, watch),
            Self::InProcess => {
                let stop = || (watch.stop)() || (watch.is_cancelled)();
                let mut progress = |progress| (watch.progress)(&Report::from(progress));
                let solution = solve(problem, &stop, &mut progress).map_err(wire::failure_of)?;
                if (watch.is_cancelled)() {
                    return Err(Failure::Cancelled);
                }
                Ok(solution)
            }
        }
    }
}
