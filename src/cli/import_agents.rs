//! `crewcast import agents`.

use std::fs::File;
use std::path::PathBuf;

use clap::Args;

use super::import::reject_line;
use super::runtime::Runtime;
use super::selection;
use crate::failure::Failure;
use crate::organisation::{AgentImport, AgentLines, import_agents as import_lines};

/// What `import agents` takes.
#[derive(Debug, Args)]
pub(super) struct ImportAgentsArguments {
    /// CSV with the columns ExternalId, Name, ManagementUnit and optionally Team, WorkPlan, Skills, Active.
    file: PathBuf,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// Makes or changes the agents of a file and prints how many, and every rejected cell.
pub(super) fn import_agents(
    runtime: &Runtime,
    arguments: &ImportAgentsArguments,
) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let file = File::open(&arguments.file).map_err(|error| {
        Failure::Malformed(format!(
            "{} cannot be read: {error}; check the path",
            arguments.file.display()
        ))
    })?;
    let lines = AgentLines::read(file)?;
    let report = db.write(|conn| import_lines(conn, &scope, lines, arguments.dry_run))?;
    runtime.output.result(&report, print_report)?;
    if report.rejects.is_empty() {
        return Ok(());
    }
    let detail = format!(
        "{} cell(s) rejected, so no agent was kept; mend them and import again",
        report.rejects.len()
    );
    Err(Failure::conflict("rejected", detail))
}

fn print_report(report: &AgentImport) {
    let became = match (report.applied, report.rejects.is_empty()) {
        (true, _) => "imported",
        (false, true) => "nothing stands against it; nothing was kept",
        (false, false) => "rejected; nothing was kept",
    };
    println!("{became}");
    println!(
        "{} row(s): {} new, {} changed, {} unchanged",
        report.rows, report.created, report.updated, report.unchanged
    );
    for cell in &report.rejects {
        let line = reject_line(
            cell.row,
            &cell.column,
            &cell.value,
            &cell.reason,
            &cell.remedy,
        );
        println!("reject: {line}");
    }
}
