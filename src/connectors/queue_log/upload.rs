//! A file at rest, plain or gzip, read from its first line to its last.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

use super::file::LineReader;
use super::ingest::Telling;
use super::receipt::{QueueLogFeed, QueueLogReceipt};
use crate::db::Database;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::unpacking::gunzip;

/// What gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Keeps a file's lines, some thousands in each transaction: what was kept before a failure stays and is known when the
/// file is sent again.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Malformed`] for a file that cannot be read;
/// `source-of-another-unit`.
pub fn ingest_file(
    db: &Database,
    scope: &Scope,
    feed: &QueueLogFeed,
    path: &Path,
) -> Result<QueueLogReceipt, Failure> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::QuotaExceeded => Failure::Malformed(
            "the file unpacks to far more than logs do; send it in parts, or plain".to_owned(),
        ),
        _ => Failure::Malformed(format!(
            "the file cannot be read to its end: {error}; send it again, plain or as gzip"
        )),
    };
    let file = File::open(path).map_err(unreadable)?;
    let packed_bytes = file.metadata().map_err(unreadable)?.len();
    let mut file = BufReader::new(file);
    let is_gzip = file.fill_buf().map_err(unreadable)?.starts_with(&GZIP);
    let from: Box<dyn BufRead> = if is_gzip {
        Box::new(BufReader::new(gunzip(file, packed_bytes)))
    } else {
        Box::new(file)
    };
    let mut reader = LineReader::new(from, 0, 0);
    let mut receipt = QueueLogReceipt::default();
    loop {
        let lines = reader.next_lines(true).map_err(unreadable)?;
        let is_last = lines.is_empty();
        receipt.join(
            db.write(|conn| Telling::open(conn, scope, feed)?.take(conn, &lines, &feed.file_name))?,
        );
        if is_last {
            return Ok(receipt);
        }
    }
}
