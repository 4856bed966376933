//! `crewcast doctor`: whether this machine and database can serve, and what to do where they cannot.

mod audit;
mod check;
mod database;
mod machine;
mod work;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::output::table;
use super::runtime::Runtime;
use crate::backups::check_backup;
use crate::failure::Failure;
use audit::{AuditArguments, doctor_audit};
use check::{Check, Outcome};

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    /// Read all of the database as well, to see that it is sound.
    #[arg(long)]
    deep: bool,
    #[command(subcommand)]
    subject: Option<Subject>,
}

/// What can be looked at alone.
#[derive(Debug, Subcommand)]
enum Subject {
    /// Verify a backup against its manifest without restoring it.
    Backup {
        /// The backup; its manifest lies beside it, as FILE.manifest.json.
        file: PathBuf,
    },
    /// Verify the audit log of every tenant, and print where each chain ends.
    Audit(AuditArguments),
}

/// Looks at what was asked for, and fails when any check fails. Nothing is changed: no file is made, no migration applied.
pub(super) fn doctor(runtime: &Runtime, arguments: &DoctorArguments) -> Result<(), Failure> {
    match &arguments.subject {
        None => tell(runtime, &everything(runtime, arguments.deep)),
        Some(Subject::Audit(audit)) => doctor_audit(runtime, audit),
        Some(Subject::Backup { file }) => {
            let manifest = check_backup(file)?;
            runtime.output.result(&manifest, |manifest| {
                println!(
                    "{} is sound: made at {} by {}, {} rows of {} tables",
                    file.display(),
                    manifest.made_at,
                    manifest.program_version,
                    manifest.rows(),
                    manifest.tables.len()
                );
            })
        }
    }
}

fn everything(runtime: &Runtime, deep: bool) -> Vec<Check> {
    let now = runtime.clock.now();
    let mut checks = machine::checks(&runtime.config, now);
    let (of_database, db) = database::checks(&runtime.config.database_url, now, deep);
    checks.extend(of_database);
    if let Some(db) = db {
        checks.extend(work::checks(&db, &runtime.config, now));
    }
    checks
}

fn tell(runtime: &Runtime, checks: &[Check]) -> Result<(), Failure> {
    runtime.output.result(&checks, |checks| {
        let rows = checks.iter().map(Check::row);
        println!("{}", table(["check", "outcome", "detail", "remedy"], rows));
    })?;
    let failed = checks
        .iter()
        .filter(|check| check.outcome == Outcome::Failed);
    let failed: Vec<&str> = failed.map(|check| check.name).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::conflict(
        "unfit-to-serve",
        format!("failed: {}; each says what to do", failed.join(", ")),
    ))
}
