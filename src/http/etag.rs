//! Versions as ETags: read with the version, edit with If-Match.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use super::problem::ApiError;
use crate::failure::Failure;

/// The version an edit was made from; 428 when the header is missing.
pub struct IfMatch(pub i32);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let sent = request
            .headers()
            .get(header::IF_MATCH)
            .map(|value| value.to_str().unwrap_or(""));
        ready(match sent {
            None => Err(ApiError::of(Failure::IfMatchRequired, request)),
            Some(tag) => tag.trim().trim_matches('"').parse().map(Self).map_err(|_| {
                let detail = format!(
                    "If-Match {tag:?} is no version; send the ETag as it was read, such as \"3\""
                );
                ApiError::of(Failure::Malformed(detail), request)
            }),
        })
    }
}

/// 200 with the resource and its version as ETag.
pub fn versioned(version: i32, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::ETAG, format!("\"{version}\"")))
        .json(body)
}

/// 201 with the resource, its place and its version.
pub fn created(location: &str, version: i32, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, format!("\"{version}\"")))
        .json(body)
}
