//! Files of contacts and of do-not-call entries as they come in.

use actix_web::web;

use crate::failure::Failure;
use crate::http::next_chunk;

/// The largest upload taken.
const UPLOAD_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// The whole body.
///
/// # Errors
/// [`Failure::TooLarge`]; those of a body that breaks off.
pub(super) async fn collect(mut payload: web::Payload) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut payload).await? {
        if bytes.len() + chunk.len() > UPLOAD_LIMIT_BYTES {
            return Err(Failure::TooLarge {
                limit_bytes: UPLOAD_LIMIT_BYTES,
            });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
