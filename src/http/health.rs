//! Whether the process lives, and whether it can serve.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;

use super::app::Service;
use super::problem::ApiError;
use crate::failure::Failure;

/// The answer of the health probes.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Health {
    /// `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

const OK: Health = Health {
    status: "ok",
    version: env!("CARGO_PKG_VERSION"),
};

/// The process lives.
#[utoipa::path(tag = "health", security(()), responses((status = 200, body = Health)))]
#[get("/healthz")]
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(OK)
}

/// The database answers, so requests will too.
#[utoipa::path(tag = "health", security(()), responses((status = 200, body = Health), (status = 503, body = super::ProblemBody)))]
#[get("/readyz")]
pub(super) async fn readyz(service: web::Data<Service>) -> Result<HttpResponse, ApiError> {
    let answered = web::block(move || service.db.ping())
        .await
        .map_err(|_| Failure::Internal("the probe panicked".to_owned()))?;
    answered.map_err(Failure::from)?;
    Ok(HttpResponse::Ok().json(OK))
}

/// 405: the probes are read.
pub(super) async fn only_read(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::wrong_method(&request, &["GET"]))
}
