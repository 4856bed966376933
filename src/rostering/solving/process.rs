//! The parent's side: gives a child its task, and tells with its remedy how a search ended that came to nothing.

use super::Watch;
use super::wire::{Message, Task};
use crate::child_process::{ChildEnd, ChildProgram, Errand};
use crate::failure::Failure;

/// Processor time a search may use, seconds: the longest time limit there is, 4 hours, on its one thread, with the time it
/// is given to end in.
const CPU_SECONDS: u64 = 4 * 3_600 + 300;

/// Gives a child a task and returns its last word, which is a solution, an answer or a design.
///
/// # Errors
/// Those of [`super::RosterSolver::solve`].
pub(super) fn work(
    program: &ChildProgram,
    task: &Task<'_>,
    watch: &mut Watch<'_>,
) -> Result<Message, Failure> {
    let errand = Errand {
        command: "solve-roster",
        cpu_seconds: CPU_SECONDS,
        stop: watch.stop,
        is_cancelled: watch.is_cancelled,
    };
    let heard = |message| match message {
        Message::Progress(report) => {
            (watch.progress)(&report);
            None
        }
        last => Some(last),
    };
    match program.work(&errand, task, heard).map_err(told)? {
        Message::Failed(refusal) => Err(refusal.into()),
        last => Ok(last),
    }
}

fn told(end: ChildEnd) -> Failure {
    match end {
        ChildEnd::NotStopped => Failure::conflict(
            "roster-not-stopped",
            "the search was in the middle of one long step when its time was up, and was ended without a roster; allow \
             more time, or roster fewer agents or weeks at once",
        ),
        ChildEnd::OutOfMemory { memory_mebibytes } => {
            let detail = format!(
                "the search needed more than {memory_mebibytes} MiB of memory; raise solver_memory_mebibytes, or roster \
                 fewer agents or weeks at once"
            );
            Failure::conflict("roster-out-of-memory", detail)
        }
        ChildEnd::OutOfProcessorTime { cpu_seconds } => {
            let detail = format!(
                "the search needed more than {cpu_seconds} seconds of processor time and was ended without a roster; \
                 roster fewer agents or weeks at once"
            );
            Failure::conflict("roster-out-of-processor-time", detail)
        }
        end @ (ChildEnd::Cancelled | ChildEnd::Fault(_)) => end.into_failure(),
    }
}
