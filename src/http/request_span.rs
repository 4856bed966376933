//! The span that a request's log lines stand in.

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::{Span, field};
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Method, route pattern, trace id and status. Never the path, the query or a header: those hold phone numbers, names and
/// secrets.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern();
        let trace_id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!(
            "request",
            method = request.method().as_str(),
            route = route.as_deref().unwrap_or("unmatched"),
            trace_id = trace_id.map(field::display),
            status = field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}
