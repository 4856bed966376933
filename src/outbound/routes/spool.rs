//! An upload of contacts written to a temporary file as it comes, so that its size never reaches memory.

use std::io::Write;

use actix_web::web::{self, Payload};
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::http::next_chunk;
use crate::outbound::LARGEST_CONTACT_FILE_BYTES;

/// Written to disk in pieces of about this size.
const PIECE_BYTES: usize = 512 * 1024;

/// Receives an upload. What breaks off, pauses too long or is too large leaves nothing behind.
///
/// # Errors
/// 400, 408 and 413 in the words of [`Failure`].
pub(super) async fn receive(mut payload: Payload) -> Result<NamedTempFile, Failure> {
    let mut file = off_loop(NamedTempFile::new).await?;
    let (mut received, mut piece) = (0usize, Vec::with_capacity(PIECE_BYTES));
    loop {
        let chunk = next_chunk(&mut payload).await?;
        let is_last = chunk.is_none();
        if let Some(chunk) = chunk {
            received = received.saturating_add(chunk.len());
            if received > LARGEST_CONTACT_FILE_BYTES {
                return Err(Failure::TooLarge {
                    limit_bytes: LARGEST_CONTACT_FILE_BYTES,
                });
            }
            piece.extend_from_slice(&chunk);
        }
        if piece.len() >= PIECE_BYTES || is_last {
            (file, piece) = off_loop(move || {
                file.write_all(&piece)?;
                piece.clear();
                Ok((file, piece))
            })
            .await?;
        }
        if is_last {
            return Ok(file);
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
