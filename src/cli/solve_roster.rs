//! `crewcast solve-roster`: the child process of a roster run; not for people.

use std::io::{BufReader, stdin, stdout};

use crate::child_process::ChildLimits;
use crate::failure::Failure;
use crate::rostering;
use crate::traces::{PARENT_VARIABLE, continue_trace};

/// Reads a task from standard input and writes progress and what it came to to standard output.
pub(super) fn solve_roster(limits: ChildLimits) -> Result<(), Failure> {
    let span = tracing::info_span!("solve-roster");
    if let Ok(parent) = std::env::var(PARENT_VARIABLE) {
        continue_trace(&span, &parent);
    }
    let _entered = span.enter();
    rostering::serve_solver(BufReader::new(stdin()), &mut stdout().lock(), limits)
}
