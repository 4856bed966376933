//! What is refused before anybody looks for a handler, and the net under answers that are not our own.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError};
use futures_util::stream;

use super::body::collect_json;
use super::connection::Line;
use super::problem::ApiError;
use crate::failure::Failure;

/// The longest path with its query, bytes.
const TARGET_LIMIT_BYTES: usize = 8 * 1024;

/// Refuses what no operation takes; answers problem+json for every failure that none of our handlers has told.
pub(super) async fn screen<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let line = request.conn_data::<Line>().cloned();
    if let Some(line) = &line {
        line.is_asked();
    }
    let outcome = match checked(&mut request).await {
        Ok(()) => next.call(request).await.map(in_our_words),
        Err(failure) => Err(ApiError::of(failure, request.request()).into()),
    };
    if let Some(line) = &line {
        line.is_answered();
    }
    outcome
}

async fn checked(request: &mut ServiceRequest) -> Result<(), Failure> {
    let target = request.uri().path_and_query();
    let target = target.map_or("", |target| target.as_str());
    if target.len() > TARGET_LIMIT_BYTES {
        return Err(Failure::TargetTooLong {
            limit_bytes: TARGET_LIMIT_BYTES,
        });
    }
    // PostgreSQL text cannot hold U+0000, and nothing of ours has a use for it.
    if target.contains("%00") {
        return Err(Failure::Malformed(
            "the path or query holds the character U+0000; leave it out".to_owned(),
        ));
    }
    let reads_no_body = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::DELETE
    );
    if reads_no_body && has_body(request) {
        // Read before it is answered: an answer would otherwise go out beside a body that turns out to be broken.
        let payload = request.take_payload();
        let body = collect_json(request.headers(), payload).await?;
        request.set_payload(Payload::Stream {
            payload: Box::pin(stream::once(async move { Ok(body) })),
        });
    }
    Ok(())
}

fn has_body(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(TRANSFER_ENCODING)
        || headers
            .get(CONTENT_LENGTH)
            .is_some_and(|length| length != "0")
}

/// An answer of a failure that the framework or a library has made becomes a problem.
fn in_our_words<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<EitherBody<B>> {
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    let is_problem = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json");
    if !is_failure || is_problem {
        return response.map_into_left_body();
    }
    let request = response.request();
    let problem = match status {
        StatusCode::NOT_FOUND => {
            ApiError::of(Failure::not_found("resource", request.path()), request)
        }
        // Only routes outside the API come here, and all of those are read.
        StatusCode::METHOD_NOT_ALLOWED => ApiError::wrong_method(request, &["GET"]),
        status if status.is_client_error() => {
            let detail = format!(
                "the request cannot be read ({status}); see the API's documentation under /docs/"
            );
            ApiError::of(Failure::Malformed(detail), request)
        }
        status => ApiError::of(Failure::Internal(format!("answered {status}")), request),
    };
    let problem = problem.error_response();
    response.into_response(problem).map_into_right_body()
}
