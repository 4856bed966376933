//! Uploads as they come in: chunk by chunk, whole, or written to a temporary file.

use std::future::{Ready, ready};
use std::io::Write;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use actix_web::rt::time::{Instant, timeout};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use super::problem::ApiError;
use crate::failure::Failure;

/// An upload may pause no longer than this between two chunks.
const IDLE_SECONDS: u64 = 20;

/// Behind this time from its beginning an upload must have come at [`LEAST_BYTES_PER_SECOND`].
const GRACE_SECONDS: u64 = 30;

/// An upload that comes more slowly in the mean is cut: a modem of 1998 sends five times as fast.
const LEAST_BYTES_PER_SECOND: u64 = 1_024;

/// Written to disk in pieces of about this size.
const PIECE_BYTES: usize = 512 * 1024;

/// A request's body while it arrives. It is cut when it pauses or comes too slowly.
pub struct Upload {
    payload: Payload,
    announced_bytes: Option<u64>,
    /// Why it is not taken whole, when it is encoded.
    encoding: Option<Failure>,
    began: Instant,
    received_bytes: u64,
}

impl FromRequest for Upload {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            payload: payload.take(),
            announced_bytes: announced_bytes(request.headers()),
            encoding: require_plain(request.headers()).err(),
            began: Instant::now(),
            received_bytes: 0,
        }))
    }
}

/// What `Content-Length` says.
pub(super) fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// That a body is sent as it is: nothing here unpacks one, so that none can grow on the way.
///
/// # Errors
/// [`Failure::WrongContentType`] for any `Content-Encoding` but `identity`.
pub(super) fn require_plain(headers: &HeaderMap) -> Result<(), Failure> {
    let encoding = headers.get(CONTENT_ENCODING);
    let encoding = encoding.map_or("", |value| value.to_str().unwrap_or("unreadable"));
    if encoding.is_empty() || encoding.trim().eq_ignore_ascii_case("identity") {
        return Ok(());
    }
    Err(Failure::WrongContentType {
        got: format!("encoded as {encoding}"),
        want: "it without a Content-Encoding",
    })
}

impl Upload {
    /// That no more is announced than is taken: what is too large is refused before it is sent.
    ///
    /// # Errors
    /// [`Failure::TooLarge`].
    pub fn require_at_most(&self, limit_bytes: usize) -> Result<(), Failure> {
        if self.announced_bytes.unwrap_or(0) > limit_bytes as u64 {
            return Err(Failure::TooLarge { limit_bytes });
        }
        Ok(())
    }

    /// The next chunk.
    ///
    /// # Errors
    /// [`Failure::TooSlow`] after 20 seconds of silence, or when the whole comes too slowly; [`Failure::Malformed`] when the
    /// body breaks off.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        let now = Instant::now();
        let deadline = deadline(self.began, now, self.received_bytes);
        match timeout(deadline.saturating_duration_since(now), self.payload.next())
            .await
            .map_err(|_| Failure::TooSlow)?
        {
            None => Ok(None),
            Some(Ok(chunk)) => {
                self.received_bytes += chunk.len() as u64;
                Ok(Some(chunk))
            }
            Some(Err(error)) => Err(Failure::Malformed(format!(
                "the body broke off: {error}; send it again"
            ))),
        }
    }

    /// The whole upload, for files that fit into memory.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] beyond `limit_bytes`; [`Failure::WrongContentType`] for an encoded body; those of
    /// [`Self::next_chunk`].
    pub async fn collect(mut self, limit_bytes: usize) -> Result<Vec<u8>, Failure> {
        if let Some(failure) = self.encoding.take() {
            return Err(failure);
        }
        self.require_at_most(limit_bytes)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            if bytes.len() + chunk.len() > limit_bytes {
                return Err(Failure::TooLarge { limit_bytes });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Writes the upload to a temporary file, so that its size never reaches memory; `beside` is written the same on the way
    /// (a hash, or [`std::io::sink`]) and given back. The file goes when it is dropped: what breaks off, pauses too long or is
    /// too large leaves nothing behind.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] beyond `limit_bytes`; those of [`Self::next_chunk`]; [`Failure::Internal`] when the disk takes no
    /// more.
    pub async fn spool<W: Write + Send + 'static>(
        mut self,
        limit_bytes: usize,
        mut beside: W,
    ) -> Result<(NamedTempFile, W), Failure> {
        self.require_at_most(limit_bytes)?;
        let mut file = off_loop(NamedTempFile::new).await?;
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        loop {
            let chunk = self.next_chunk().await?;
            let is_last = chunk.is_none();
            if self.received_bytes > limit_bytes as u64 {
                return Err(Failure::TooLarge { limit_bytes });
            }
            piece.extend_from_slice(&chunk.unwrap_or_default());
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

    /// The body as other extractors take it.
    pub fn into_payload(self) -> Payload {
        self.payload
    }
}

/// Until when the next chunk must have come: after no long pause, and once the grace is over, before the mean falls below the
/// least.
fn deadline(began: Instant, now: Instant, received_bytes: u64) -> Instant {
    let pause = now + Duration::from_secs(IDLE_SECONDS);
    let allowed_seconds = GRACE_SECONDS.max(received_bytes / LEAST_BYTES_PER_SECOND);
    pause.min(began + Duration::from_secs(allowed_seconds))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_cut_and_so_is_a_trickle_without_a_pause() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        assert_eq!(deadline(began, after(0), 0), after(20));
        assert_eq!(deadline(began, after(29), 29), after(30), "a byte a second");
        let fast = 100 * 1_024 * LEAST_BYTES_PER_SECOND;
        assert_eq!(deadline(began, after(100), fast), after(120));
    }
}
