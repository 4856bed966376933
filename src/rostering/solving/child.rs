//! The child's side: one task in, one solution, answer or design out.

use std::io::{BufRead, Write};
use std::sync::atomic::Ordering;

use crewcast_solver::proof::solve;
use crewcast_solver::search::Progress;
use crewcast_solver::shift_design::design;

use super::question::answer;
use super::wire::{Message, Report, Task};
use crate::child_process::{ChildLimits, take_task, tell};
use crate::failure::Failure;

/// Reads a task from the first line of `input`, searches, answers or designs, and writes what it finds to `output`, within
/// its limits; the parent may ask it to end with the best there is so far.
///
/// # Errors
/// Those of [`take_task`]; [`Failure::Internal`] when nobody reads the output.
pub fn serve(
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    limits: ChildLimits,
) -> Result<(), Failure> {
    let (task, stop) = take_task::<Task<'static>>(input, limits)?;
    let stops = || stop.load(Ordering::Relaxed);
    let mut unread = None;
    let mut progress = |progress: Progress| {
        if let Err(error) = tell(output, &Message::Progress(Report::from(progress))) {
            // Nobody listens, so nobody wants the roster.
            unread = Some(error);
            stop.store(true, Ordering::Relaxed);
        }
    };
    let last = match task {
        Task::Roster(problem) => solve(&problem, &stops, &mut progress)
            .map(|solution| Message::Solution(Box::new(solution)))
            .unwrap_or_else(|error| Message::Failed(error.into())),
        Task::Question {
            problem,
            lines,
            question,
        } => answer(&problem, &lines, &question, &stops, &mut progress)
            .map(|answer| Message::Answer(Box::new(answer)))
            .unwrap_or_else(|error| Message::Failed(error.into())),
        Task::Design(problem) => design(&problem, &stops, &mut progress)
            .map(|design| Message::Design(Box::new(design)))
            .unwrap_or_else(|error| Message::Failed(error.into())),
    };
    if let Some(error) = unread {
        return Err(error);
    }
    tell(output, &last)
}
