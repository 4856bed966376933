//! Whether the process lives, and whether it can serve.

use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use tokio::sync::Semaphore;

use super::app::Service;
use super::problem::ApiError;
use crate::db::DbError;
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

/// A probe that has no answer by then says that the service is not ready.
const ANSWER_WITHIN: Duration = Duration::from_millis(1_500);

/// Probes that may wait for a database at once: one that says nothing more must not take the threads that others need.
static WAITING_PROBES: Semaphore = Semaphore::const_new(8);

/// The database answers, and on SQLite its file can be written, so requests will be answered too.
#[utoipa::path(tag = "health", security(()), responses((status = 200, body = Health), (status = 503, body = super::ProblemBody),
    (status = 507, body = super::ProblemBody)))]
#[get("/readyz")]
pub(super) async fn readyz(
    request: HttpRequest,
    service: web::Data<Service>,
) -> Result<HttpResponse, ApiError> {
    let asked = async {
        let place = WAITING_PROBES.acquire().await;
        web::block(move || {
            let _place = place;
            service.db.ping()
        })
        .await
    };
    let failure = match timeout(ANSWER_WITHIN, asked).await {
        Ok(Ok(Ok(()))) => return Ok(HttpResponse::Ok().json(OK)),
        Ok(Ok(Err(error))) => Failure::from(error),
        Ok(Err(_)) => Failure::Internal("the probe panicked".to_owned()),
        Err(_) => DbError::Connection("the database does not answer".to_owned()).into(),
    };
    Err(ApiError::of(failure, &request))
}

/// 405: the probes are read.
pub(super) async fn only_read(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::wrong_method(&request, &["GET"]))
}
