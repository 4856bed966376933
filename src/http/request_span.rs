//! The span in which all log lines of a request stand.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Names a request by its trace id, method and route. Its path and query are left out: phone numbers and names stand
/// there.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let trace_id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string);
        let route = request.match_pattern();
        tracing::info_span!(
            "request",
            trace_id,
            method = request.method().as_str(),
            route
        )
    }

    /// The request's own line tells how it ended.
    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}
