//! Backups of a SQLite database: made while it serves, verified when they are made and before they are restored.
//!
//! A backup is a SQLite file and, beside it, a manifest with the file's SHA-256, the schema's version and the rows of
//! every table. PostgreSQL has backup tools of its own, which belong to the server's version and reach further (a
//! moment between two backups): for a PostgreSQL database the operations here say what to run instead.

mod check;
mod make;
mod manifest;
mod restore;
mod store;

pub use check::check_backup;
pub use make::make_backup;
pub use manifest::{Manifest, manifest_path};
pub use restore::{Restored, restore_backup};

use std::path::Path;

use crate::db::Location;
use crate::failure::Failure;

/// The path of a SQLite database.
///
/// # Errors
/// `postgres-backup` for a PostgreSQL URL, with what to run.
fn sqlite_file<'a>(database_url: &'a str, instead: &str) -> Result<&'a Path, Failure> {
    match Location::of(database_url) {
        Location::SqliteFile(path) => Ok(path),
        Location::Postgres => Err(Failure::conflict(
            "postgres-backup",
            format!(
                "a PostgreSQL database is backed up by its own tools, which fit the server's version; run {instead}"
            ),
        )),
    }
}

/// A file or folder that could not be read or written.
fn unreachable_file(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Malformed(format!(
        "{what} {} failed: {error}; check the path, its permissions and the space left",
        path.display()
    ))
}

/// The folder a file lies in.
fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes names that were given or taken in a folder survive a power cut.
///
/// # Errors
/// [`Failure::Malformed`] when the folder cannot be opened or the disk refuses.
fn keep_names(folder: &Path) -> Result<(), Failure> {
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| unreachable_file("writing the folder", folder, &error))
}
