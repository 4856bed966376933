//! Restoring a backup.

use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use super::check::verify;
use super::manifest::Manifest;
use super::{folder_of, keep_names, sqlite_file, store, unreachable_file};
use crate::db::{DbError, Instant, known_migrations};
use crate::failure::Failure;

const INSTEAD: &str = "`pg_restore --clean --if-exists --dbname=\"$DATABASE_URL\" crewcast.dump`, then `crewcast doctor`";

/// What SQLite keeps beside a database's file while it is open.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// What a restore did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// The database's file.
    pub database: PathBuf,
    /// Where the database lies that was there before, when it held something.
    pub replaced: Option<PathBuf>,
    /// Migrations that the next start will apply, because the backup is older than this program.
    pub migrations_to_come: usize,
    /// What was restored.
    pub manifest: Manifest,
}

/// What lies where a backup is to be restored to.
enum Target {
    /// Nothing, or a database without a tenant.
    Free,
    /// A database with tenants.
    Full,
    /// Something SQLite cannot read.
    Unreadable,
}

/// Puts a verified backup where the database is: by one atomic renaming, once the copy is on disk. A database that held
/// something is kept beside it under another name.
///
/// # Errors
/// `postgres-backup`; `no-manifest`, `unknown-manifest`, `damaged-backup`, `damaged-database`,
/// `backup-of-newer-version`; `database-in-use`, `database-not-empty` unless `replace`; `left-over-log`.
pub fn restore_backup(
    database_url: &str,
    backup: &Path,
    replace: bool,
    now: Instant,
) -> Result<Restored, Failure> {
    let database = sqlite_file(database_url, INSTEAD)?;
    let manifest = Manifest::beside(backup)?;
    let migrations_to_come = migrations_to_come(&manifest)?;
    let copy = verified_copy(backup, database, &manifest)?;
    let kept = match look_at(database)? {
        Target::Free => None,
        Target::Full | Target::Unreadable if replace => Some(set_aside(database, now)?),
        Target::Full => {
            return Err(Failure::conflict(
                "database-not-empty",
                format!(
                    "{} holds a tenant; add --replace to put the backup in its place, it is then kept beside it",
                    database.display()
                ),
            ));
        }
        Target::Unreadable => {
            return Err(Failure::conflict(
                "database-not-empty",
                format!(
                    "{} cannot be read as a database; add --replace to put the backup in its place, it is then kept beside it",
                    database.display()
                ),
            ));
        }
    };
    if database.exists() {
        take_owner_and_mode(&copy, database)?;
    }
    copy.persist(database)
        .map_err(|failed| unreachable_file("writing", database, &failed.error))?;
    keep_names(folder_of(database))?;
    Ok(Restored {
        database: database.to_owned(),
        replaced: kept,
        migrations_to_come,
        manifest,
    })
}

/// How many of this program's migrations the backup lacks.
fn migrations_to_come(manifest: &Manifest) -> Result<usize, Failure> {
    let known = known_migrations()?;
    if let Some(unknown) = manifest
        .schema_versions
        .iter()
        .find(|version| !known.contains(version))
    {
        return Err(Failure::conflict(
            "backup-of-newer-version",
            format!(
                "the backup has migration {unknown}, which this version ({}) does not know; it was made by {}: restore with that",
                env!("CARGO_PKG_VERSION"),
                manifest.program_version
            ),
        ));
    }
    Ok(known.len().saturating_sub(manifest.schema_versions.len()))
}

/// A copy beside the database: what was verified is what is renamed, whatever happens to the backup meanwhile.
fn verified_copy(
    backup: &Path,
    database: &Path,
    manifest: &Manifest,
) -> Result<NamedTempFile, Failure> {
    let folder = folder_of(database);
    let unwritable = |error| unreachable_file("writing to", folder, &error);
    let mut from =
        File::open(backup).map_err(|error| unreachable_file("reading", backup, &error))?;
    let mut copy = NamedTempFile::new_in(folder).map_err(unwritable)?;
    std::io::copy(&mut from, copy.as_file_mut()).map_err(unwritable)?;
    copy.as_file().sync_all().map_err(unwritable)?;
    verify(copy.path(), manifest)?;
    Ok(copy)
}

fn look_at(database: &Path) -> Result<Target, Failure> {
    if !database.exists() {
        // SQLite would take a log that lies here for the restored database's own.
        if let Some(log) = beside(database).into_iter().find(|path| path.exists()) {
            return Err(Failure::conflict(
                "left-over-log",
                format!(
                    "{} lies there without its database; move it away first",
                    log.display()
                ),
            ));
        }
        return Ok(Target::Free);
    }
    match store::fold_log(database) {
        Ok(0) => Ok(Target::Free),
        Ok(_) => Ok(Target::Full),
        Err(DbError::Connection(why)) => Err(Failure::Malformed(format!(
            "the database cannot be opened: {why}; check the path and its permissions"
        ))),
        Err(error) if error.is_passing() => Err(Failure::conflict(
            "database-in-use",
            format!(
                "{} is open in another process ({error}); stop the service first",
                database.display()
            ),
        )),
        Err(_) => Ok(Target::Unreadable),
    }
}

/// Whoever could open the database that was there can open the one that takes its place.
fn take_owner_and_mode(copy: &NamedTempFile, database: &Path) -> Result<(), Failure> {
    let refused = |error| unreachable_file("taking over owner and mode of", database, &error);
    let before = fs::metadata(database).map_err(refused)?;
    copy.as_file()
        .set_permissions(before.permissions())
        .map_err(refused)?;
    let now = copy.as_file().metadata().map_err(refused)?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        fchown(copy.as_file(), Some(before.uid()), Some(before.gid())).map_err(refused)?;
    }
    Ok(())
}

/// Gives the database that is there a second name, so that it is still there when the first one is taken.
fn set_aside(database: &Path, now: Instant) -> Result<PathBuf, Failure> {
    let suffix = now.to_utc().format(".replaced-%Y%m%dT%H%M%SZ").to_string();
    let kept = with_suffix(database, &suffix);
    let unwritable = |path: &Path, error| unreachable_file("keeping the database as", path, &error);
    fs::hard_link(database, &kept).map_err(|error| unwritable(&kept, error))?;
    for (from, to) in beside(database).into_iter().zip(beside(&kept)) {
        if from.exists() {
            fs::rename(&from, &to).map_err(|error| unwritable(&to, error))?;
        }
    }
    Ok(kept)
}

fn beside(database: &Path) -> [PathBuf; 2] {
    BESIDE.map(|suffix| with_suffix(database, suffix))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}
