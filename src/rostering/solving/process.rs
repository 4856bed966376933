//! The parent's side: starts the child, listens, and ends it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

use super::Watch;
use super::wire::{Message, STOP, Task};
use crate::failure::Failure;
use crate::traces::{PARENT_VARIABLE, trace_parent};

/// A cancel or the end of the time is seen this soon.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A search that was told to stop and is still at work after this long is ended without its roster.
const GRACE: Duration = Duration::from_secs(120);

/// Of what a child says before it dies, so much is kept.
const LAST_WORDS_BYTES: u64 = 64 * 1024;

/// The program that searches, and what it may take.
#[derive(Clone, Debug)]
pub struct SolverProcess {
    /// An executable with the command `solve-roster`: Crewcast's own.
    pub program: PathBuf,
    /// Address space the search may use; beyond it the search ends without a roster.
    pub memory_mebibytes: u64,
}

impl SolverProcess {
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

    /// Gives a child a task and returns its last word, which is a solution or an answer.
    ///
    /// # Errors
    /// Those of [`super::RosterSolver::solve`].
    pub(super) fn work(&self, task: &Task<'_>, watch: &mut Watch<'_>) -> Result<Message, Failure> {
        let document =
            serde_json::to_vec(task).map_err(|error| Failure::Internal(error.to_string()))?;
        let mut running = Running::start(self, document)?;
        let mut told_to_stop: Option<Instant> = None;
        loop {
            match running.words.recv_timeout(LOOK_EVERY) {
                Ok(Message::Progress(report)) => (watch.progress)(&report),
                Ok(Message::Failed(refusal)) => return Err(refusal.into()),
                Ok(last) => return Ok(last),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(running.death(self)),
            }
            if (watch.is_cancelled)() {
                return Err(Failure::Cancelled);
            }
            match told_to_stop {
                None if (watch.stop)() => {
                    running.tell(STOP);
                    told_to_stop = Some(Instant::now());
                }
                Some(since) if since.elapsed() > GRACE => {
                    let detail = "the search was in the middle of one long step when its time was up, and was ended \
                                  without a roster; allow more time, or roster fewer agents or weeks at once";
                    return Err(Failure::conflict("roster-not-stopped", detail));
                }
                _ => {}
            }
        }
    }
}

/// A child at work; it ends when this is dropped.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    words: Receiver<Message>,
    last_words: Option<JoinHandle<String>>,
}

impl Running {
    fn start(process: &SolverProcess, task: Vec<u8>) -> Result<Self, Failure> {
        let mut child = Command::new(&process.program)
            .arg("solve-roster")
            .arg("--memory-mebibytes")
            .arg(process.memory_mebibytes.to_string())
            .envs(trace_parent().map(|parent| (PARENT_VARIABLE, parent)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                let program = process.program.display();
                Failure::Internal(format!("{program} cannot be started to search: {error}"))
            })?;
        let input = child.stdin.take();
        let output = child.stdout.take();
        let errors = child.stderr.take();
        let (send, words) = channel();
        let mut running = Self {
            child,
            input,
            words,
            last_words: None,
        };
        let (Some(output), Some(errors)) = (output, errors) else {
            return Err(Failure::Internal("a child without pipes".to_owned()));
        };
        running.last_words = Some(spawn(move || last_words(errors)));
        spawn(move || listen(output, |message| send.send(message).is_ok()));
        running.write(&task);
        running.write(b"\n");
        Ok(running)
    }

    fn tell(&mut self, word: &str) {
        self.write(format!("{word}\n").as_bytes());
    }

    /// A child that does not read any more is noticed by its end.
    fn write(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let written = input.write_all(bytes).and_then(|()| input.flush());
            if written.is_err() {
                self.input = None;
            }
        }
    }

    /// Why the child ended without a word.
    fn death(&mut self, process: &SolverProcess) -> Failure {
        let status = match self.child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let words = self.last_words.take().map(JoinHandle::join);
        let words = words.and_then(Result::ok).unwrap_or_default();
        let is_memory = [
            "memory allocation of",
            "bad_alloc",
            "Cannot allocate memory",
        ]
        .iter()
        .any(|sign| words.contains(sign));
        if is_memory {
            let detail = format!(
                "the search needed more than {} MiB of memory; raise solver_memory_mebibytes, or roster fewer agents or \
                 weeks at once",
                process.memory_mebibytes
            );
            return Failure::conflict("roster-out-of-memory", detail);
        }
        let last = words.lines().last().unwrap_or("nothing").to_owned();
        Failure::Internal(format!("the search ended with {status} and said {last:?}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be ended again, which is as well.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

/// Hands every word of the child on, until it ends or nobody wants to hear more.
fn listen(output: ChildStdout, mut hear: impl FnMut(Message) -> bool) {
    for line in BufReader::new(output).lines() {
        let Ok(line) = line else { break };
        match serde_json::from_str(&line) {
            Ok(message) => {
                if !hear(message) {
                    break;
                }
            }
            Err(error) => tracing::error!(%error, "a word of the search was not understood"),
        }
    }
}

/// The end of what a child said on standard error.
fn last_words(errors: ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut reader = BufReader::new(errors);
    loop {
        let read = reader
            .by_ref()
            .take(LAST_WORDS_BYTES)
            .read_to_end(&mut kept);
        match read {
            Ok(0) | Err(_) => break,
            Ok(_) => {
                let keep = usize::try_from(LAST_WORDS_BYTES).unwrap_or(usize::MAX);
                let surplus = kept.len().saturating_sub(keep);
                kept.drain(..surplus);
            }
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}
