//! Making a backup.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::check::Contents;
use super::manifest::{Fingerprint, Manifest, manifest_path};
use super::{folder_of, keep_names, sqlite_file, store, unreachable_file};
use crate::db::Instant;
use crate::failure::Failure;

const INSTEAD: &str = "`pg_dump --format=custom --file=crewcast.dump \"$DATABASE_URL\"`, or archive its write-ahead log to be able to \
     return to any moment (docs/operations.md)";

/// Copies a SQLite database to `out` as it is at one moment, while others may read and write it, verifies the copy, and
/// writes its manifest beside it. Only this process's user can read either. When this returns, both are on disk; when it
/// fails, neither is there.
///
/// # Errors
/// `postgres-backup`, `no-database`, `file-exists`, `damaged-database`; [`Failure::Database`] and
/// [`Failure::Malformed`] when something cannot be read or written.
pub fn make_backup(database_url: &str, out: &Path, now: Instant) -> Result<Manifest, Failure> {
    let source = sqlite_file(database_url, INSTEAD)?;
    if !source.is_file() {
        return Err(Failure::conflict(
            "no-database",
            format!(
                "there is no database {}; name it with --database",
                source.display()
            ),
        ));
    }
    let manifest_file = manifest_path(out);
    for path in [out, manifest_file.as_path()] {
        if path.exists() {
            return Err(Failure::conflict(
                "file-exists",
                format!("{} exists; choose another name", path.display()),
            ));
        }
    }
    let folder = folder_of(out);
    let unwritable = |error| unreachable_file("writing to", folder, &error);
    let copy = NamedTempFile::new_in(folder).map_err(unwritable)?;
    store::copy_into(source, copy.path())?;
    copy.as_file().sync_all().map_err(unwritable)?;
    let contents = Contents::of(copy.path())?;
    let fingerprint = Fingerprint::of(copy.path())?;
    let manifest = Manifest::new(now, fingerprint, contents.schema_versions, contents.tables);
    let told = written_manifest(folder, &manifest)?;
    copy.persist_noclobber(out)
        .map_err(|failed| unreachable_file("writing", out, &failed.error))?;
    // The manifest comes last: where it lies, its backup is whole.
    if let Err(failed) = told.persist_noclobber(&manifest_file) {
        drop(std::fs::remove_file(out));
        return Err(unreachable_file("writing", &manifest_file, &failed.error));
    }
    keep_names(folder)?;
    Ok(manifest)
}

fn written_manifest(folder: &Path, manifest: &Manifest) -> Result<NamedTempFile, Failure> {
    let unwritable = |error| unreachable_file("writing to", folder, &error);
    let text = serde_json::to_string_pretty(manifest)
        .map_err(|error| Failure::Internal(format!("a manifest cannot be written: {error}")))?;
    let mut file = NamedTempFile::new_in(folder).map_err(unwritable)?;
    writeln!(file, "{text}").map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    Ok(file)
}
