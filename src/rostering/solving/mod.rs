//! Where rosters are searched for: in a process of its own, whose memory is bounded and which can be ended at once.
//!
//! A linear program does not look up from its work, so a thread that solves one can be asked to stop but not made to.
//! The search therefore runs in a child ([`crate::child_process`]) with the command `solve-roster` ([`serve`]): the problem
//! goes in, progress and solution come back ([`wire`]). A cancelled run ends the child; a child that outgrows its memory ends
//! alone. Questions about a roster ([`question`]) are answered, and shifts are designed, the same way.

mod child;
mod process;
mod question;
mod seats;
#[cfg(test)]
mod tests;
mod watched;
mod wire;

pub use child::serve;
pub(super) use question::{Answer, Question};
pub(super) use watched::watched;
pub(super) use wire::Report;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use crewcast_solver::problem::{Line, Problem};
use crewcast_solver::proof::solve;
use crewcast_solver::search::Solution;
use crewcast_solver::shift_design::{Design, DesignProblem, design};

use crate::child_process::ChildProgram;
use crate::failure::Failure;
use seats::Seats;
use wire::{Message, Task};

/// Questions that people wait for; who comes when all are taken waits within their own time.
static ANSWERING: Seats = Seats::new(4);

/// Who searches for rosters.
#[derive(Clone, Debug)]
pub enum RosterSolver {
    /// A child process for each roster.
    Process(ChildProgram),
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
    /// The program whose children search, if children do.
    pub const fn program(&self) -> Option<&ChildProgram> {
        match self {
            Self::Process(program) => Some(program),
            Self::InProcess => None,
        }
    }

    /// Searches for a roster.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `roster-problem` for a problem that cannot be understood, `roster-out-of-memory`,
    /// `roster-out-of-processor-time`, `roster-not-stopped`; [`Failure::Cancelled`]; [`Failure::Internal`] when the engine fails.
    pub(super) fn solve(
        &self,
        problem: &Problem,
        watch: &mut Watch<'_>,
    ) -> Result<Solution, Failure> {
        match self {
            Self::Process(program) => {
                let task = Task::Roster(Cow::Borrowed(problem));
                match process::work(program, &task, watch)? {
                    Message::Solution(solution) => Ok(*solution),
                    other => Err(not_asked_for(&other)),
                }
            }
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

    /// Answers a question about a roster.
    ///
    /// # Errors
    /// Those of [`Self::solve`]; [`Failure::Conflict`] `roster-has-not`, `roster-undecided`, `roster-stopped`.
    pub(super) fn ask(
        &self,
        (problem, lines): (&Problem, &[Line]),
        question: &Question,
        watch: &mut Watch<'_>,
    ) -> Result<Answer, Failure> {
        match self {
            Self::Process(program) => {
                let task = Task::Question {
                    problem: Cow::Borrowed(problem),
                    lines: Cow::Borrowed(lines),
                    question: Cow::Borrowed(question),
                };
                match process::work(program, &task, watch)? {
                    Message::Answer(answer) => Ok(*answer),
                    other => Err(not_asked_for(&other)),
                }
            }
            Self::InProcess => {
                let stop = || (watch.stop)() || (watch.is_cancelled)();
                let mut progress = |progress| (watch.progress)(&Report::from(progress));
                let answer = question::answer(problem, lines, question, &stop, &mut progress);
                if (watch.is_cancelled)() {
                    return Err(Failure::Cancelled);
                }
                answer.map_err(wire::failure_of)
            }
        }
    }

    /// Designs shifts and a team for a demand.
    ///
    /// # Errors
    /// Those of [`Self::solve`].
    pub(super) fn design(
        &self,
        problem: &DesignProblem,
        watch: &mut Watch<'_>,
    ) -> Result<Design, Failure> {
        match self {
            Self::Process(program) => {
                let task = Task::Design(Cow::Borrowed(problem));
                match process::work(program, &task, watch)? {
                    Message::Design(design) => Ok(*design),
                    other => Err(not_asked_for(&other)),
                }
            }
            Self::InProcess => {
                let stop = || (watch.stop)() || (watch.is_cancelled)();
                let mut progress = |progress| (watch.progress)(&Report::from(progress));
                let found = design(problem, &stop, &mut progress);
                if (watch.is_cancelled)() {
                    return Err(Failure::Cancelled);
                }
                found.map_err(wire::failure_of)
            }
        }
    }

    /// Answers a question somebody waits for: what takes longer than `at_most`, waiting for a seat included, is ended.
    ///
    /// # Errors
    /// Those of [`Self::ask`]; [`Failure::Conflict`] `answer-takes-too-long`.
    pub(super) fn ask_within(
        &self,
        at_most: Duration,
        roster: (&Problem, &[Line]),
        question: &Question,
    ) -> Result<Answer, Failure> {
        let too_long = || {
            let seconds = at_most.as_secs();
            let detail = format!(
                "the answer was not there after {seconds} seconds, so the question was given up; ask again when the server \
                 has less to do, or roster fewer agents or weeks at once"
            );
            Failure::conflict("answer-takes-too-long", detail)
        };
        let began = Instant::now();
        let _seat = ANSWERING.take(at_most).ok_or_else(too_long)?;
        let mut watch = Watch {
            // Half of the time is left to finish what was begun.
            stop: &|| began.elapsed() >= at_most / 2,
            is_cancelled: &|| began.elapsed() >= at_most,
            progress: &mut |_| {},
        };
        match self.ask(roster, question, &mut watch) {
            Err(Failure::Cancelled) => Err(too_long()),
            other => other,
        }
    }
}

/// An answer to a question that was not asked.
pub(super) fn another_answer() -> Failure {
    Failure::Internal("the solver answered another question".to_owned())
}

fn not_asked_for(word: &Message) -> Failure {
    let kind = match word {
        Message::Progress(_) => "progress",
        Message::Solution(_) => "a solution",
        Message::Answer(_) => "an answer",
        Message::Design(_) => "a design",
        Message::Failed(_) => "a refusal",
    };
    Failure::Internal(format!(
        "the search ended with {kind}, which was not asked for"
    ))
}
