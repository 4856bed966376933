//! `crewcast play-scenario`: the child process of a simulation; not for people.

use std::io::{BufReader, stdin, stdout};

use crate::child_process::ChildLimits;
use crate::failure::Failure;
use crate::simulation;
use crate::traces::{PARENT_VARIABLE, continue_trace};

/// Reads a scenario from standard input and writes progress and what it came to to standard output.
pub(super) fn play_scenario(limits: ChildLimits) -> Result<(), Failure> {
    let span = tracing::info_span!("play-scenario");
    if let Ok(parent) = std::env::var(PARENT_VARIABLE) {
        continue_trace(&span, &parent);
    }
    let _entered = span.enter();
    simulation::serve_simulator(BufReader::new(stdin()), &mut stdout().lock(), limits)
}
