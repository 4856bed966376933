//! `crewcast restore`.

use std::path::PathBuf;

use clap::Args;

use super::runtime::Runtime;
use crate::backups::restore_backup;
use crate::failure::Failure;

/// What `restore` takes.
#[derive(Debug, Args)]
pub(super) struct RestoreArguments {
    /// The backup; its manifest lies beside it, as FILE.manifest.json.
    file: PathBuf,
    /// Put it in the place of a database that holds something, which is then kept beside it under another name.
    #[arg(long)]
    replace: bool,
}

/// Verifies a backup and puts it where the configured database is.
pub(super) fn restore(runtime: &Runtime, arguments: &RestoreArguments) -> Result<(), Failure> {
    let restored = restore_backup(
        &runtime.config.database_url,
        &arguments.file,
        arguments.replace,
        runtime.clock.now(),
    )?;
    runtime.output.result(&restored, |restored| {
        println!(
            "{} is as it was at {}: {} rows of {} tables",
            restored.database.display(),
            restored.manifest.made_at,
            restored.manifest.rows(),
            restored.manifest.tables.len()
        );
        if let Some(replaced) = &restored.replaced {
            println!(
                "the database that was there is kept as {}; delete it when you need it no longer",
                replaced.display()
            );
        }
        if restored.migrations_to_come > 0 {
            println!(
                "{} migration(s) are to come; the next start applies them",
                restored.migrations_to_come
            );
        }
    })
}
