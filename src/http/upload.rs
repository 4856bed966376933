//! Uploads as they come in: chunk by chunk, whole, or written to a temporary file.

use std::io::Write;
use std::time::Duration;

use actix_web::web::{self, Bytes, Payload};
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// An upload may pause no longer than this between two chunks.
pub const UPLOAD_IDLE_SECONDS: u64 = 20;

/// Written to disk in pieces of about this size.
const PIECE_BYTES: usize = 512 * 1024;

/// The next chunk of a streamed upload, cut when it pauses too long.
///
/// # Errors
/// [`Failure::TooSlow`] after [`UPLOAD_IDLE_SECONDS`] of silence, [`Failure::Malformed`] when the body breaks off.
pub async fn next_chunk(payload: &mut Payload) -> Result<Option<Bytes>, Failure> {
    let next =
        actix_web::rt::time::timeout(Duration::from_secs(UPLOAD_IDLE_SECONDS), payload.next());
    match next.await.map_err(|_| Failure::TooSlow)? {
        None => Ok(None),
        Some(Ok(chunk)) => Ok(Some(chunk)),
        Some(Err(error)) => Err(Failure::Malformed(format!(
            "the body broke off: {error}; send it again"
        ))),
    }
}

/// The whole upload, for files that fit into memory.
///
/// # Errors
/// [`Failure::TooLarge`] beyond `limit_bytes`; those of [`next_chunk`].
pub async fn collect_upload(mut payload: Payload, limit_bytes: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut payload).await? {
        if bytes.len() + chunk.len() > limit_bytes {
            return Err(Failure::TooLarge { limit_bytes });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Writes an upload to a temporary file, so that its size never reaches memory; `beside` is written the same on the way (a
/// hash, or [`std::io::sink`]) and given back. The file goes when it is dropped: what breaks off, pauses too long or is too
/// large leaves nothing behind.
///
/// # Errors
/// [`Failure::TooLarge`] beyond `limit_bytes`; those of [`next_chunk`]; [`Failure::Internal`] when the disk takes no more.
pub async fn spool_upload<W: Write + Send + 'static>(
    mut payload: Payload,
    limit_bytes: usize,
    mut beside: W,
) -> Result<(NamedTempFile, W), Failure> {
    let mut file = off_loop(NamedTempFile::new).await?;
    let (mut received, mut piece) = (0usize, Vec::with_capacity(PIECE_BYTES));
    loop {
        let chunk = next_chunk(&mut payload).await?;
        let is_last = chunk.is_none();
        if let Some(chunk) = chunk {
            received = received.saturating_add(chunk.len());
            if received > limit_bytes {
                return Err(Failure::TooLarge { limit_bytes });
            }
            piece.extend_from_slice(&chunk);
        }
        if piece.len() >= PIECE_BYTES || is_last {
            (file, beside, piece) = off_loop(move || {
                beside.write_all(&piece)?;
                file.write_all(&piece)?;
                piece.clear();
                Ok((file, beside, piece))
            })
            .await?;
        }
        if is_last {
            return Ok((file, beside));
        }
    }
}

async fn off_loop<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    web::block(work)
        .await
        .map_err(|error| Failure::Internal(error.to_string()))?
        .map_err(|error| {
            Failure::Internal(format!(
                "the upload could not be written to a temporary file: {error}; check the space in the temporary folder"
            ))
        })
}
