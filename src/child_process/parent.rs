//! The parent's side: gives a child its task, listens, and ends it.

use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::STOP;
use super::end::ChildEnd;
use super::running::Running;
use crate::failure::Failure;

/// A cancel or the end of the time is seen this soon.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Work that was told to stop and goes on for this long is ended without what it has.
const GRACE: Duration = Duration::from_secs(120);

/// The program that works, and what it may take.
#[derive(Clone, Debug)]
pub struct ChildProgram {
    /// An executable with the commands of children: Crewcast's own.
    pub program: PathBuf,
    /// Address space a child may use; beyond it the child ends without a result.
    pub memory_mebibytes: u64,
}

/// What a child is started for.
#[derive(Clone, Copy)]
pub struct Errand<'a> {
    /// The program's command.
    pub command: &'static str,
    /// Processor time it may use, of all its threads together.
    pub cpu_seconds: u64,
    /// Whether to end with the best there is so far.
    pub stop: &'a dyn Fn() -> bool,
    /// Whether nobody wants anything of it any more.
    pub is_cancelled: &'a dyn Fn() -> bool,
}

impl ChildProgram {
    /// This very program.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the system does not say where it is.
    pub fn of_this_program(memory_mebibytes: u64) -> Result<Self, Failure> {
        let program = std::env::current_exe()
            .map_err(|error| Failure::Internal(format!("where is this program? {error}")))?;
        Ok(Self {
            program,
            memory_mebibytes,
        })
    }

    /// Gives a child a task. Each of its words is `heard`; the one that something comes of is the last.
    ///
    /// # Errors
    /// Why there was no last word.
    pub fn work<Word: DeserializeOwned + Send + 'static, Found>(
        &self,
        errand: &Errand<'_>,
        task: &impl Serialize,
        mut heard: impl FnMut(Word) -> Option<Found>,
    ) -> Result<Found, ChildEnd> {
        let task = serde_json::to_vec(task).map_err(|error| ChildEnd::Fault(error.to_string()))?;
        let mut running = Running::<Word>::start(self, errand, &task)?;
        let mut told_to_stop: Option<Instant> = None;
        loop {
            match running.words.recv_timeout(LOOK_EVERY) {
                Ok(word) => {
                    if let Some(found) = heard(word) {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(running.death((self.memory_mebibytes, errand.cpu_seconds)));
                }
            }
            if (errand.is_cancelled)() {
                return Err(ChildEnd::Cancelled);
            }
            match told_to_stop {
                None if (errand.stop)() => {
                    running.tell(STOP);
                    told_to_stop = Some(Instant::now());
                }
                Some(since) if since.elapsed() > GRACE => return Err(ChildEnd::NotStopped),
                _ => {}
            }
        }
    }
}
