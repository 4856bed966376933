//! Prometheus metrics of requests.

use std::time::Instant as Stopwatch;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder,
};

use super::app::Service;
use super::guard::authenticate;
use super::problem::ApiError;
use crate::failure::Failure;
use crate::tenancy::Role;

/// The counters of one server.
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    /// # Errors
    /// [`Failure::Internal`] when a name is registered twice, which only a change of this file can bring about.
    pub(super) fn new() -> Result<Self, Failure> {
        let build = || -> Result<Self, prometheus::Error> {
            let registry = Registry::new();
            let requests = IntCounterVec::new(
                Opts::new(
                    "crewcast_http_requests_total",
                    "Requests answered, by method, route and status.",
                ),
                &["method", "route", "status"],
            )?;
            let seconds = HistogramVec::new(
                HistogramOpts::new(
                    "crewcast_http_request_duration_seconds",
                    "Time to answer, by method and route.",
                ),
                &["method", "route"],
            )?;
            registry.register(Box::new(requests.clone()))?;
            registry.register(Box::new(seconds.clone()))?;
            Ok(Self {
                registry,
                requests,
                seconds,
            })
        };
        build().map_err(|error| Failure::Internal(format!("metrics: {error}")))
    }
}

/// Counts and times every request under its route's pattern, never its path, so that ids do not become labels.
pub(super) async fn measure<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let service = request.app_data::<web::Data<Service>>().cloned();
    let method = request.method().to_string();
    let route = request
        .match_pattern()
        .unwrap_or_else(|| "unmatched".to_owned());
    let began = Stopwatch::now();
    let outcome = next.call(request).await;
    if let Some(service) = service {
        let status = match &outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        let metrics = &service.metrics;
        metrics
            .requests
            .with_label_values(&[method.as_str(), route.as_str(), status.as_str()])
            .inc();
        metrics
            .seconds
            .with_label_values(&[method.as_str(), route.as_str()])
            .observe(began.elapsed().as_secs_f64());
    }
    outcome
}

/// Lets a scraper in that holds any credential of the staff.
pub(super) async fn only_for_staff<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let actor = authenticate(&request).await?;
    if matches!(actor.role, Role::Agent | Role::Dialer) {
        let failure = Failure::Forbidden {
            role: actor.role.as_str().to_owned(),
            permission: "ops:metrics:view".to_owned(),
        };
        return Err(ApiError::of(failure, request.request()).into());
    }
    next.call(request).await
}

/// The metrics in Prometheus' text format.
pub(super) async fn expose(
    request: HttpRequest,
    service: web::Data<Service>,
) -> Result<HttpResponse, ApiError> {
    let mut text = Vec::new();
    let encoder = TextEncoder::new();
    encoder
        .encode(&service.metrics.registry.gather(), &mut text)
        .map_err(|error| ApiError::of(Failure::Internal(format!("metrics: {error}")), &request))?;
    Ok(HttpResponse::Ok()
        .content_type(encoder.format_type())
        .body(text))
}
