//! The span in which all log lines of a request stand.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::route::route_of;
use crate::traces::{continue_trace, is_on};

/// Names a request by its trace id, method and route. Its path and query are left out: phone numbers and names stand
/// there.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let trace_id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string);
        let (method, route) = (request.method().as_str(), route_of(request.request()));
        // What OpenTelemetry calls a span; log lines have both parts as they are.
        let name = is_on().then(|| format!("{method} {}", route.as_deref().unwrap_or("unmatched")));
        let span = tracing::info_span!(
            "request",
            trace_id,
            method,
            route = route.as_deref(),
            otel.name = name,
            otel.kind = is_on().then_some("server"),
            http.response.status_code = tracing::field::Empty,
        );
        let parent = request.headers().get("traceparent");
        if let Some(parent) = parent.and_then(|value| value.to_str().ok()) {
            continue_trace(&span, parent);
        }
        span
    }

    /// The request's own line tells how it ended; the trace is told as well.
    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        if is_on() {
            let status = match outcome {
                Ok(response) => response.status(),
                Err(error) => error.as_response_error().status_code(),
            };
            span.record("http.response.status_code", i64::from(status.as_u16()));
        }
    }
}
