//! Counting and timing requests, and the log line of each.

use std::time::{Duration, Instant as Stopwatch};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use prometheus::core::Collector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts};
use tracing_actix_web::RequestId;

use crate::auth::permissions::{Verdict, look_up};
use crate::http::app::Service;
use crate::http::guard::API;
use crate::http::route::route_of;
use crate::tenancy::Actor;

/// Counters of requests.
pub(super) struct RequestInstruments {
    answered: IntCounterVec,
    seconds: HistogramVec,
    under_way: IntGauge,
}

impl RequestInstruments {
    pub(super) fn new() -> Result<Self, prometheus::Error> {
        Ok(Self {
            answered: IntCounterVec::new(
                Opts::new(
                    "crewcast_http_requests_total",
                    "Requests answered, by method, route and status.",
                ),
                &["method", "route", "status"],
            )?,
            seconds: HistogramVec::new(
                HistogramOpts::new(
                    "crewcast_http_request_duration_seconds",
                    "Time to answer, by method and route.",
                ),
                &["method", "route"],
            )?,
            under_way: IntGauge::new(
                "crewcast_http_requests_under_way",
                "Requests that are being answered.",
            )?,
        })
    }

    pub(super) fn all(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.answered.clone()),
            Box::new(self.seconds.clone()),
            Box::new(self.under_way.clone()),
        ]
    }

    fn answered(&self, method: &str, route: &str, status: StatusCode, time: Duration) {
        self.answered
            .with_label_values(&[method, route, status.as_str()])
            .inc();
        self.seconds
            .with_label_values(&[method, route])
            .observe(time.as_secs_f64());
    }
}

/// A request that is being answered, also when its client goes away and nobody waits for the answer any more.
struct UnderWay(IntGauge);

impl UnderWay {
    fn begin(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts and times every request under its route's pattern, never its path, so that ids do not become labels, and
/// writes its line to the log.
pub(in crate::http) async fn measure<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let service = request.app_data::<web::Data<Service>>().cloned();
    let _under_way = service
        .as_ref()
        .map(|service| UnderWay::begin(&service.metrics.requests.under_way));
    let method = request.method().to_string();
    let route = route_of(request.request()).unwrap_or_else(|| "unmatched".into());
    // Read before the request goes on: while it is routed, nobody else may hold it.
    let trace_id = request.extensions().get::<RequestId>().copied();
    let began = Stopwatch::now();
    let outcome = next.call(request).await;
    let time = began.elapsed();
    let status = match &outcome {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    if let Some(service) = service {
        let requests = &service.metrics.requests;
        requests.answered(&method, &route, status, time);
    }
    if tracing::enabled!(target: "request", tracing::Level::INFO) {
        let response = outcome.as_ref().ok();
        let actor = response.and_then(|response| {
            let extensions = response.request().extensions();
            extensions.get::<Actor>().cloned()
        });
        write_line(trace_id, actor.as_ref(), (&method, &route), status, time);
    }
    outcome
}

/// One line a request, without its path, query, headers and body: none of them is free of ids, names and secrets. The
/// target is `request`, so that RUST_LOG can choose these lines apart from others.
fn write_line(
    trace_id: Option<RequestId>,
    actor: Option<&Actor>,
    (method, route): (&str, &str),
    status: StatusCode,
    time: Duration,
) {
    let operation = match look_up(method, route.strip_prefix(API).unwrap_or_default()) {
        Verdict::Found(operation) => operation.permission,
        Verdict::NoSuchPath | Verdict::NoSuchMethod(_) => "",
    };
    tracing::info!(
        target: "request",
        trace_id = trace_id.map(tracing::field::display),
        tenant = actor.map(|actor| actor.tenant_id.as_str()),
        subject = actor.map(|actor| actor.subject.as_str()),
        method,
        route,
        operation,
        status = status.as_u16(),
        duration_ms = time.as_secs_f64() * 1_000.0,
        "answered"
    );
}
