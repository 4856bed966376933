//! Request bodies and parameters, with every fault reported by its place.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::problem::ApiError;
use super::upload::{announced_bytes, require_plain};
use crate::failure::Failure;

/// The largest JSON body taken; uploads stream and have their own limits.
const JSON_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// A whole JSON body must arrive within this time.
const JSON_BODY_SECONDS: u64 = 20;

/// A JSON body: 415 for another content type, 413 when too large, 408 when too slow, 400 when it is no JSON, 422 with
/// a pointer when a value does not fit.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let read = async {
                require_json(&request)?;
                parse(&collect_json(request.headers(), payload).await?)
            };
            read.await
                .map(Body)
                .map_err(|failure| ApiError::of(failure, &request))
        })
    }
}

fn require_json(request: &HttpRequest) -> Result<(), Failure> {
    let got = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let essence = got
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    if essence == "application/json" {
        require_plain(request.headers())
    } else {
        Err(Failure::WrongContentType {
            got: got.to_owned(),
            want: "application/json",
        })
    }
}

/// A whole JSON body within its limits of size and time.
pub(super) async fn collect_json(headers: &HeaderMap, payload: Payload) -> Result<Bytes, Failure> {
    if announced_bytes(headers).unwrap_or(0) > JSON_LIMIT_BYTES as u64 {
        return Err(Failure::TooLarge {
            limit_bytes: JSON_LIMIT_BYTES,
        });
    }
    let whole =
        actix_web::rt::time::timeout(Duration::from_secs(JSON_BODY_SECONDS), collect(payload));
    whole.await.map_err(|_| Failure::TooSlow)?
}

async fn collect(mut payload: Payload) -> Result<Bytes, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Failure::Malformed(format!("the body broke off: {error}; send it again"))
        })?;
        if bytes.len() + chunk.len() > JSON_LIMIT_BYTES {
            return Err(Failure::TooLarge {
                limit_bytes: JSON_LIMIT_BYTES,
            });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// Parses a JSON body, telling broken JSON (400) from values that do not fit (422 with a pointer).
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    // PostgreSQL text cannot hold U+0000, and no field of ours has a use for it.
    if bytes.windows(6).any(|window| window == b"\\u0000") {
        return Err(Failure::Malformed(
            "the body holds the character U+0000; leave it out".to_owned(),
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer_of(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Failure::invalid(pointer, "invalid-value", inner.to_string())
        } else {
            Failure::Malformed(format!("the body is no JSON: {inner}"))
        }
    })?;
    reader.end().map_err(|error| {
        Failure::Malformed(format!("the body goes on after its JSON value: {error}"))
    })?;
    Ok(value)
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .fold(String::new(), |pointer, segment| match segment {
            Segment::Seq { index } => format!("{pointer}/{index}"),
            Segment::Map { key } => {
                format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Enum { variant } => format!("{pointer}/{variant}"),
            Segment::Unknown => pointer,
        })
}

/// Query parameters, 422 with `?name` when one does not fit.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = actix_web::web::Query::<T>::from_query(request.query_string());
        ready(
            parsed
                .map(|query| Self(query.into_inner()))
                .map_err(|error| {
                    let detail = format!(
                        "{error}; see the API's documentation for the parameters there are"
                    );
                    ApiError::of(Failure::invalid("?", "invalid-parameter", detail), request)
                }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Sample {
        shifts: Vec<Shift>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Shift {
        length_minutes: u32,
    }

    #[test]
    fn a_value_that_does_not_fit_is_named_by_its_pointer() {
        let failure =
            parse::<Sample>(br#"{"shifts":[{"length_minutes":1},{"length_minutes":-1}]}"#)
                .unwrap_err();
        assert_eq!(failure.faults()[0].pointer, "/shifts/1/length_minutes");
    }

    #[test]
    fn broken_json_is_malformed_not_invalid() {
        assert_eq!(
            parse::<Sample>(b"{\"shifts\":").unwrap_err().code(),
            "malformed"
        );
        assert_eq!(
            parse::<Sample>(b"{\"shifts\":[]} x").unwrap_err().code(),
            "malformed"
        );
    }
}
