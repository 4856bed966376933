//! The child's side: one task in, one solution, answer or design out.

use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crewcast_solver::proof::solve;
use crewcast_solver::search::Progress;
use crewcast_solver::shift_design::design;
use rustix::process::{Resource, Rlimit, setrlimit};

use super::question::answer;
use super::wire::{Message, Report, STOP, Task};
use crate::failure::Failure;

/// Bytes of a mebibyte.
const MEBIBYTE: u64 = 1 << 20;

/// Reads a task from the first line of `input`, searches, answers or designs, and writes what it finds to `output`. A line `stop` ends
/// the work with the best there is so far; the end of the input, which only the parent's end brings, ends the process.
///
/// # Errors
/// [`Failure::Malformed`] when the first line holds no task; [`Failure::Internal`] when the memory cannot be limited
/// or nobody reads the output.
pub fn serve(
    mut input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    memory_mebibytes: u64,
) -> Result<(), Failure> {
    limit_memory(memory_mebibytes)?;
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| Failure::Internal(format!("the task cannot be read: {error}")))?;
    let task: Task<'static> = serde_json::from_str(&line)
        .map_err(|error| Failure::Malformed(format!("no task for the solver: {error}")))?;
    drop(line);
    let stop: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    std::thread::spawn(move || listen(input, stop));
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

/// Waits for the parent's words.
fn listen(input: impl BufRead, stop: &AtomicBool) {
    for line in input.lines() {
        match line {
            Ok(word) if word == STOP => stop.store(true, Ordering::Relaxed),
            Ok(word) => tracing::warn!(word, "not understood"),
            Err(_) => break,
        }
    }
    // The parent is gone, and with it everybody who could want a roster.
    std::process::exit(1);
}

fn tell(output: &mut impl Write, message: &Message) -> Result<(), Failure> {
    let unread = |error: std::io::Error| Failure::Internal(format!("nobody listens: {error}"));
    serde_json::to_writer(&mut *output, message).map_err(|error| unread(error.into()))?;
    output.write_all(b"\n").map_err(unread)?;
    output.flush().map_err(unread)
}

/// An allocation beyond the limit fails, which ends this process and no other.
fn limit_memory(mebibytes: u64) -> Result<(), Failure> {
    let bytes = Some(mebibytes.saturating_mul(MEBIBYTE));
    let limit = Rlimit {
        current: bytes,
        maximum: bytes,
    };
    setrlimit(Resource::As, limit)
        .map_err(|error| Failure::Internal(format!("the memory cannot be limited: {error}")))
}
