//! The child's side: one problem in, one solution out.

use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crewcast_solver::problem::Problem;
use crewcast_solver::search::solve;
use rustix::process::{Resource, Rlimit, setrlimit};

use super::wire::{Message, Report, STOP};
use crate::failure::Failure;

/// Bytes of a mebibyte.
const MEBIBYTE: u64 = 1 << 20;

/// Reads a problem from the first line of `input`, searches, and writes what it finds to `output`. A line `stop` ends the
/// search with the best roster so far; the end of the input, which only the parent's end brings, ends the process.
///
/// # Errors
/// [`Failure::Malformed`] when the first line holds no problem; [`Failure::Internal`] when the memory cannot be limited
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
        .map_err(|error| Failure::Internal(format!("the problem cannot be read: {error}")))?;
    let problem: Problem = serde_json::from_str(&line)
        .map_err(|error| Failure::Malformed(format!("no roster problem: {error}")))?;
    drop(line);
    let stop: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    std::thread::spawn(move || listen(input, stop));
    let mut unread = None;
    let mut progress = |progress| {
        if let Err(error) = tell(output, &Message::Progress(Report::from(progress))) {
            // Nobody listens, so nobody wants the roster.
            unread = Some(error);
            stop.store(true, Ordering::Relaxed);
        }
    };
    let found = solve(&problem, &|| stop.load(Ordering::Relaxed), &mut progress);
    if let Some(error) = unread {
        return Err(error);
    }
    tell(
        output,
        &match found {
            Ok(solution) => Message::Solution(Box::new(solution)),
            Err(error) => Message::Failed(error.into()),
        },
    )
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
