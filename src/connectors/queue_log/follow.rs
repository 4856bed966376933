//! A log that is still written: read on from where reading stopped, over rotations and restarts.
//!
//! How far a file was read is kept in the transaction that keeps its lines, so a process that dies repeats nothing and
//! loses nothing. A file is known by its inode and by a hash of its first bytes: where either has changed, the file was
//! rotated, and the rest of the old one is looked for in the same folder, by inode (it was renamed) or by its first bytes
//! (it was copied and emptied).

use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::file::LineReader;
use super::ingest::Telling;
use super::receipt::{QueueLogFeed, QueueLogReceipt};
use super::store::{self, FileRow};
use crate::db::Database;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// How much of a file's beginning identifies it.
const HEAD_BYTES: u64 = 512;

/// What became of reading on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaughtUp {
    /// What became of the lines.
    #[serde(flatten)]
    pub receipt: QueueLogReceipt,
    /// Whether the file was rotated since it was last read.
    pub rotated: bool,
    /// What could not be found, and the remedy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Bytes of the present file that were read.
    pub read_bytes: u64,
}

/// Reads all that has been written since the last time, the rest of a rotated file first.
///
/// # Errors
/// [`Failure::Malformed`] when the file or its folder cannot be read; as for a file at rest.
pub fn catch_up(
    db: &Database,
    scope: &Scope,
    feed: &QueueLogFeed,
    path: &Path,
) -> Result<CaughtUp, Failure> {
    let name = path.display().to_string();
    let mut done = CaughtUp::default();
    let stored = db.read(|conn| store::file(conn, scope.tenant(), &feed.source, &name))?;
    let present = Present::of(path)?;
    let mut place = match stored {
        None => present.beginning(scope, feed, &name),
        Some(place) if present.goes_on(&place)? => place,
        Some(place) => {
            done.rotated = true;
            match rest_of(path, &place)? {
                Some(old) => {
                    let (receipt, _) = read_on(db, scope, feed, &old, place, true)?;
                    done.receipt.join(receipt);
                }
                None => {
                    done.warning = Some(format!(
                        "{name} was rotated after {} bytes and the rest of the old file is not in its folder; find it and \
                         upload it to the same source, what is known already does not count twice",
                        place.read_bytes
                    ));
                }
            }
            present.beginning(scope, feed, &name)
        }
    };
    place.inode = present.inode;
    let (receipt, place) = read_on(db, scope, feed, &present, place, false)?;
    done.receipt.join(receipt);
    done.read_bytes = place.read_bytes.cast_unsigned();
    Ok(done)
}

/// A file as it is now.
struct Present {
    path: PathBuf,
    inode: i64,
    length: u64,
}

impl Present {
    fn of(path: &Path) -> Result<Self, Failure> {
        let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            inode: metadata.ino().cast_signed(),
            length: metadata.len(),
        })
    }

    fn beginning(&self, scope: &Scope, feed: &QueueLogFeed, name: &str) -> FileRow {
        FileRow {
            tenant_id: scope.tenant().to_owned(),
            source: feed.source.clone(),
            path: name.to_owned(),
            inode: self.inode,
            head: String::new(),
            head_length: 0,
            read_bytes: 0,
            read_lines: 0,
            modified_at: scope.now,
        }
    }

    /// Whether it is the file that was read, with nothing of it gone.
    fn goes_on(&self, place: &FileRow) -> Result<bool, Failure> {
        Ok(self.inode == place.inode && self.begins_like(place)?)
    }

    fn begins_like(&self, place: &FileRow) -> Result<bool, Failure> {
        let read = place.read_bytes.cast_unsigned();
        let head = place.head_length.cast_unsigned();
        Ok(self.length >= read && self.head(head)? == place.head)
    }

    /// A hash of the first bytes; of none it is empty.
    fn head(&self, length: u64) -> Result<String, Failure> {
        if length == 0 {
            return Ok(String::new());
        }
        let mut bytes = Vec::new();
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        file.take(length)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&self.path, &error))?;
        let hash = Sha256::digest(&bytes);
        Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The old file in the same folder: renamed, or copied before it was emptied.
fn rest_of(path: &Path, place: &FileRow) -> Result<Option<Present>, Failure> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut copied = None;
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        if entry.path() == path || !entry.path().is_file() {
            continue;
        }
        let found = Present::of(&entry.path())?;
        let is_old = place.head_length > 0 && found.begins_like(place)?;
        if found.inode == place.inode && (is_old || place.head_length == 0) {
            return Ok(Some(found));
        }
        if is_old {
            copied = Some(found);
        }
    }
    Ok(copied)
}

/// Reads a file on from a place, keeping the place with the lines; `whole` takes a last line that is not ended.
fn read_on(
    db: &Database,
    scope: &Scope,
    feed: &QueueLogFeed,
    present: &Present,
    mut place: FileRow,
    whole: bool,
) -> Result<(QueueLogReceipt, FileRow), Failure> {
    let failed = |error: std::io::Error| unreadable(&present.path, &error);
    let mut file = File::open(&present.path).map_err(failed)?;
    file.seek(SeekFrom::Start(place.read_bytes.cast_unsigned()))
        .map_err(failed)?;
    let (bytes, lines) = (
        place.read_bytes.cast_unsigned(),
        place.read_lines.cast_unsigned(),
    );
    let mut reader = LineReader::new(BufReader::new(file), bytes, lines);
    let mut receipt = QueueLogReceipt {
        source: feed.source.clone(),
        ..QueueLogReceipt::default()
    };
    loop {
        let lines = reader.next_lines(whole).map_err(failed)?;
        if lines.is_empty() {
            return Ok((receipt, place));
        }
        place.read_bytes = reader.bytes.cast_signed();
        place.read_lines = reader.lines.cast_signed();
        let head = reader.bytes.min(HEAD_BYTES);
        if place.head_length.cast_unsigned() < head {
            place.head = present.head(head)?;
            place.head_length = head.cast_signed();
        }
        place.modified_at = scope.now;
        receipt.join(db.write(|conn| {
            let told = Telling::open(conn, scope, feed)?.take(conn, &lines, &feed.file_name)?;
            store::put_file(conn, &place)?;
            Ok::<_, Failure>(told)
        })?);
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Malformed(format!(
        "{} cannot be read: {error}; check the path and who may read it",
        path.display()
    ))
}
