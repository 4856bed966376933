//! Where scenarios are played: in a process of its own, whose memory and processor time are bounded.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{BufRead, Write};
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::centre::ScheduledCentre;
use super::replications::{Limits, Played, Watch, play, threads};
use crate::child_process::{ChildEnd, ChildLimits, ChildProgram, Errand, take_task, tell};
use crate::failure::Failure;

/// Processor time of one thread of a scenario, seconds: half an hour, which a run has for all its scenarios, with the time it
/// is given to end in.
const CPU_SECONDS_A_THREAD: u64 = 30 * 60 + 150;

/// Who plays scenarios.
#[derive(Clone, Debug)]
pub enum Simulator {
    /// A child process for each scenario.
    Process(ChildProgram),
    /// The calling thread and threads beside it: for programs that bring no executable with the command `play-scenario`.
    InProcess,
}

/// What a child is to play.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task<'a> {
    centre: Cow<'a, ScheduledCentre>,
    seed: u64,
    limits: Limits,
}

/// The child's words.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Word {
    /// The share done, and the replications behind it.
    Progress(f64, u32),
    /// The last word of a scenario that was played.
    Played(Box<Played>),
    /// The last word of one that cannot be.
    Refused(Cause, String),
}

/// Why a scenario cannot be played.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Cause {
    TooMuchWork,
    CannotBeSimulated,
    Fault,
}

impl Simulator {
    /// Children of the program that rosters are searched for by, if children do that.
    pub fn of(program: Option<&ChildProgram>) -> Self {
        program.map_or(Self::InProcess, |program| Self::Process(program.clone()))
    }

    /// Plays a scenario. The result follows from centre, seed and limits alone unless time runs out.
    ///
    /// # Errors
    /// Those of [`play`]; [`Failure::Conflict`] `simulation-out-of-memory`, `simulation-out-of-processor-time`,
    /// `simulation-not-stopped`.
    pub(super) fn play(
        &self,
        centre: &ScheduledCentre,
        seed: u64,
        limits: &Limits,
        watch: &Watch<'_>,
    ) -> Result<Played, Failure> {
        match self {
            Self::InProcess => play(centre, seed, limits, watch),
            Self::Process(program) => {
                let task = Task {
                    centre: Cow::Borrowed(centre),
                    seed,
                    limits: *limits,
                };
                play_in_child(program, &task, watch)
            }
        }
    }
}

fn play_in_child(
    program: &ChildProgram,
    task: &Task<'_>,
    watch: &Watch<'_>,
) -> Result<Played, Failure> {
    // Whoever is told of the progress may end the work by failing.
    let unheard = RefCell::new(None);
    let errand = Errand {
        command: "play-scenario",
        cpu_seconds: CPU_SECONDS_A_THREAD * threads() as u64,
        stop: watch.is_late,
        is_cancelled: &|| (watch.is_cancelled)() || unheard.borrow().is_some(),
    };
    let heard = |word: Word| match word {
        Word::Progress(share, replications) => {
            if let Err(failure) = (watch.progress)(share, replications) {
                unheard.replace(Some(failure));
            }
            None
        }
        Word::Played(played) => Some(Ok(*played)),
        Word::Refused(cause, detail) => Some(Err(refused(cause, detail))),
    };
    match program.work(&errand, task, heard) {
        Ok(found) => found,
        Err(ChildEnd::Cancelled) => Err(unheard.take().unwrap_or(Failure::Cancelled)),
        Err(end) => Err(told(end)),
    }
}

/// Reads a scenario from the first line of `input`, plays it within the limits, and writes progress and what it came to to
/// `output`; the parent may ask it to end with the replications there are.
///
/// # Errors
/// Those of [`take_task`]; [`Failure::Internal`] when nobody reads the output.
pub fn serve(
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    limits: ChildLimits,
) -> Result<(), Failure> {
    let (task, stop) = take_task::<Task<'static>>(input, limits)?;
    let words = RefCell::new(output);
    let watch = Watch {
        // Whoever cancels ends the process.
        is_cancelled: &|| false,
        is_late: &|| stop.load(Ordering::Relaxed),
        progress: &|share, replications| {
            tell(
                &mut *words.borrow_mut(),
                &Word::Progress(share, replications),
            )
        },
    };
    let played = play(task.centre.as_ref(), task.seed, &task.limits, &watch);
    let last = played.map_or_else(
        |failure| Word::Refused(cause_of(&failure), failure.to_string()),
        |played| Word::Played(Box::new(played)),
    );
    tell(&mut *words.borrow_mut(), &last)
}

fn cause_of(failure: &Failure) -> Cause {
    match failure.code() {
        "too-much-work" => Cause::TooMuchWork,
        "cannot-be-simulated" => Cause::CannotBeSimulated,
        _ => Cause::Fault,
    }
}

fn refused(cause: Cause, detail: String) -> Failure {
    match cause {
        Cause::TooMuchWork => Failure::conflict("too-much-work", detail),
        Cause::CannotBeSimulated => Failure::conflict("cannot-be-simulated", detail),
        Cause::Fault => Failure::Internal(detail),
    }
}

fn told(end: ChildEnd) -> Failure {
    let remedy = "name fewer scenarios or replications, or simulate a schedule of fewer weeks";
    match end {
        ChildEnd::NotStopped => Failure::conflict(
            "simulation-not-stopped",
            format!(
                "the replications at hand were not played to their end when the time was up; {remedy}"
            ),
        ),
        ChildEnd::OutOfMemory { memory_mebibytes } => Failure::conflict(
            "simulation-out-of-memory",
            format!(
                "the simulation needed more than {memory_mebibytes} MiB of memory; raise solver_memory_mebibytes, or {remedy}"
            ),
        ),
        ChildEnd::OutOfProcessorTime { cpu_seconds } => Failure::conflict(
            "simulation-out-of-processor-time",
            format!(
                "the simulation needed more than {cpu_seconds} seconds of processor time; {remedy}"
            ),
        ),
        end @ (ChildEnd::Cancelled | ChildEnd::Fault(_)) => end.into_failure(),
    }
}

#[cfg(test)]
#[path = "simulator_tests.rs"]
mod tests;
