//! `/metrics`.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use prometheus::{Encoder, TextEncoder};

use crate::failure::Failure;
use crate::http::app::Service;
use crate::http::guard::authenticate;
use crate::http::problem::ApiError;
use crate::tenancy::Role;

/// What reading the metrics takes.
const METRICS_PERMISSION: &str = "ops:metrics:view";

/// Lets a scraper in that holds any credential of the staff.
pub(in crate::http) async fn only_for_staff<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let credential = authenticate(&request, METRICS_PERMISSION).await?;
    let role = credential.actor.role;
    if matches!(role, Role::Agent | Role::Dialer) {
        let failure = Failure::Forbidden {
            role: role.as_str().to_owned(),
            permission: METRICS_PERMISSION.to_owned(),
        };
        return Err(ApiError::of(failure, request.request()).into());
    }
    next.call(request).await
}

/// The metrics in Prometheus' text format.
pub(in crate::http) async fn expose(
    request: HttpRequest,
    service: web::Data<Service>,
) -> Result<HttpResponse, ApiError> {
    let encoder = TextEncoder::new();
    let content_type = encoder.format_type().to_owned();
    let text = web::block(move || {
        let metrics = &service.metrics;
        metrics.work.look(&service.db, service.clock.now());
        let mut text = Vec::new();
        encoder
            .encode(&metrics.registry.gather(), &mut text)
            .map(|()| text)
    })
    .await
    .map_err(|error| error.to_string())
    .and_then(|encoded| encoded.map_err(|error| error.to_string()))
    .map_err(|error| ApiError::of(Failure::Internal(format!("metrics: {error}")), &request))?;
    Ok(HttpResponse::Ok().content_type(content_type).body(text))
}
