//! The `crewcast` program: every role of the service behind one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    crewcast::cli::run()
}
