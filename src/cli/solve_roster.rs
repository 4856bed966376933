//! `crewcast solve-roster`: the child process of a roster run; not for people.

use std::io::{BufReader, stdin, stdout};

use clap::Args;

use crate::failure::Failure;
use crate::rostering;

/// What a child may take.
#[derive(Debug, Args)]
pub(super) struct SolveRosterArguments {
    /// Address space it may use.
    #[arg(long)]
    memory_mebibytes: u64,
}

/// Reads a task from standard input and writes progress and what it came to to standard output.
pub(super) fn solve_roster(arguments: &SolveRosterArguments) -> Result<(), Failure> {
    rostering::serve_solver(
        BufReader::new(stdin()),
        &mut stdout().lock(),
        arguments.memory_mebibytes,
    )
}
