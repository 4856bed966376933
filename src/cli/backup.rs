//! `crewcast backup`.

use std::path::PathBuf;

use clap::Args;

use super::runtime::Runtime;
use crate::backups::{make_backup, manifest_path};
use crate::failure::Failure;

/// What `backup` takes.
#[derive(Debug, Args)]
pub(super) struct BackupArguments {
    /// The file to write; its manifest is written beside it, as FILE.manifest.json.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Copies the configured database and tells what was copied.
pub(super) fn backup(runtime: &Runtime, arguments: &BackupArguments) -> Result<(), Failure> {
    let out = &arguments.out;
    let manifest = make_backup(&runtime.config.database_url, out, runtime.clock.now())?;
    runtime.output.result(&manifest, |manifest| {
        println!(
            "{}: {} bytes, {} rows of {} tables, verified; its manifest is {}",
            out.display(),
            manifest.bytes,
            manifest.rows(),
            manifest.tables.len(),
            manifest_path(out).display()
        );
    })
}
