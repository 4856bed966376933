//! An upload of history: its type checked, at rest in a temporary file, hashed on the way.

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::history;
use crate::http::Upload;

/// The largest upload.
const LARGEST_UPLOAD_BYTES: usize = 2 * 1024 * 1024 * 1024;

const TAKEN: &str =
    "text/csv, application/gzip or a workbook (.xlsx); a Content-Encoding of gzip is taken too";

/// The upload at rest; the file goes when this is dropped.
pub(super) struct Spooled {
    pub upload: history::Upload,
    _file: NamedTempFile,
}

/// Receives an upload. What breaks off, pauses too long or is too large leaves nothing behind.
///
/// # Errors
/// 400, 408, 413 and 415 in the words of [`Failure`].
pub(super) async fn receive(request: &HttpRequest, upload: Upload) -> Result<Spooled, Failure> {
    check_type(request)?;
    let (file, hash) = upload.spool(LARGEST_UPLOAD_BYTES, Sha256::new()).await?;
    let upload = history::Upload::of_hashed(file.path().to_owned(), hash);
    Ok(Spooled {
        upload,
        _file: file,
    })
}

fn check_type(request: &HttpRequest) -> Result<(), Failure> {
    let header = |name| {
        request
            .headers()
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default()
    };
    let sent = header(CONTENT_TYPE);
    let essence = sent
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let taken = [
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "application/csv",
        "application/gzip",
        "application/x-gzip",
        "application/octet-stream",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];
    if !taken.contains(&essence.as_str()) {
        return Err(Failure::WrongContentType {
            got: sent,
            want: TAKEN,
        });
    }
    let encoding = header(CONTENT_ENCODING);
    if !["", "identity", "gzip", "x-gzip"].contains(&encoding.trim().to_ascii_lowercase().as_str())
    {
        return Err(Failure::WrongContentType {
            got: format!("{sent} encoded as {encoding}"),
            want: TAKEN,
        });
    }
    Ok(())
}
