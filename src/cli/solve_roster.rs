//! `crewcast solve-roster`: the child process of a roster run; not for people.

use std::io::{BufReader, stdin, stdout};

use clap::Args;

use crate::failure::Failure;
use crate::rostering;
use crate::traces::{PARENT_VARIABLE, continue_trace};

/// What a child may take.
#[derive(Debug, Args)]
pub(super) struct SolveRosterArguments {
    /// Address space it may use.
    #[arg(long)]
    memory_mebibytes: u64,
}

/// Reads a task from standard input and writes progress and what it came to to standard output.
pub(super) fn solve_roster(arguments: &SolveRosterArguments) -> Result<(), Failure> {
    let span = tracing::info_span!("solve-roster");
    if let Ok(parent) = std::env::var(PARENT_VARIABLE) {
        continue_trace(&span, &parent);
    }
    let _entered = span.enter();
    rostering::serve_solver(
        BufReader::new(stdin()),
        &mut stdout().lock(),
        arguments.memory_mebibytes,
    )
}
