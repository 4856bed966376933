//! A child at work, its pipes and the threads that read them.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{JoinHandle, spawn};

use serde::de::DeserializeOwned;

use super::end::ChildEnd;
use super::parent::{ChildProgram, Errand};
use crate::traces::{PARENT_VARIABLE, trace_parent};

/// Of what a child says before it dies, so much is kept.
const LAST_WORDS_BYTES: u64 = 64 * 1024;

/// A child at work; it ends when this is dropped.
pub(super) struct Running<Word> {
    child: Child,
    input: Option<ChildStdin>,
    pub(super) words: Receiver<Word>,
    last_words: Option<JoinHandle<String>>,
}

impl<Word: DeserializeOwned + Send + 'static> Running<Word> {
    pub(super) fn start(
        program: &ChildProgram,
        errand: &Errand<'_>,
        task: &[u8],
    ) -> Result<Self, ChildEnd> {
        let mut child = Command::new(&program.program)
            .arg(errand.command)
            .arg("--memory-mebibytes")
            .arg(program.memory_mebibytes.to_string())
            .arg("--cpu-seconds")
            .arg(errand.cpu_seconds.to_string())
            .envs(trace_parent().map(|parent| (PARENT_VARIABLE, parent)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                let name = program.program.display();
                let command = errand.command;
                ChildEnd::Fault(format!("{name} cannot be started to {command}: {error}"))
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
            return Err(ChildEnd::Fault("a child without pipes".to_owned()));
        };
        running.last_words = Some(spawn(move || last_words(errors)));
        spawn(move || listen(output, |word| send.send(word).is_ok()));
        running.write(task);
        running.write(b"\n");
        Ok(running)
    }

    pub(super) fn tell(&mut self, word: &str) {
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

    /// Why the child ended without a word; it may use so much memory and processor time.
    pub(super) fn death(&mut self, bounds: (u64, u64)) -> ChildEnd {
        let words = self.last_words.take().map(JoinHandle::join);
        let words = words.and_then(Result::ok).unwrap_or_default();
        match self.child.wait() {
            Ok(status) => ChildEnd::of(&status, &words, bounds),
            Err(error) => ChildEnd::Fault(format!("a child cannot be waited for: {error}")),
        }
    }
}

impl<Word> Drop for Running<Word> {
    fn drop(&mut self) {
        // One that has ended cannot be ended again, which is as well.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

/// Hands every word of the child on, until it ends or nobody wants to hear more.
fn listen<Word: DeserializeOwned>(output: ChildStdout, mut hear: impl FnMut(Word) -> bool) {
    for line in BufReader::new(output).lines() {
        let Ok(line) = line else { break };
        match serde_json::from_str(&line) {
            Ok(word) => {
                if !hear(word) {
                    break;
                }
            }
            Err(error) => tracing::error!(%error, "a word of a child was not understood"),
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
