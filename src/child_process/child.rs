//! The child's side: a task in, words out, and an ear for the parent.

use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::STOP;
use super::limits::ChildLimits;
use crate::failure::Failure;

/// Binds this process to its limits, and reads its task from the first line of `input`. What comes with it is set once the
/// parent says that the work is to end with the best there is so far; the end of the input, which only the parent's end
/// brings, ends the process.
///
/// # Errors
/// [`Failure::Malformed`] when the first line holds no task; [`Failure::Internal`] when the process cannot be limited.
pub fn take_task<Task: DeserializeOwned>(
    mut input: impl BufRead + Send + 'static,
    limits: ChildLimits,
) -> Result<(Task, &'static AtomicBool), Failure> {
    limits.apply()?;
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| Failure::Internal(format!("the task cannot be read: {error}")))?;
    let task = serde_json::from_str(&line)
        .map_err(|error| Failure::Malformed(format!("no task for this command: {error}")))?;
    drop(line);
    let stop: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    std::thread::spawn(move || listen(input, stop));
    Ok((task, stop))
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
    // The parent is gone, and with it everybody who could want anything.
    std::process::exit(1);
}

/// Says a word to the parent.
///
/// # Errors
/// [`Failure::Internal`] when nobody listens.
pub fn tell(output: &mut impl Write, word: &impl Serialize) -> Result<(), Failure> {
    let unread = |error: std::io::Error| Failure::Internal(format!("nobody listens: {error}"));
    serde_json::to_writer(&mut *output, word).map_err(|error| unread(error.into()))?;
    output.write_all(b"\n").map_err(unread)?;
    output.flush().map_err(unread)
}
