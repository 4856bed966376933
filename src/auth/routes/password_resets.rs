//! `/password-resets`.

use actix_web::{HttpRequest, HttpResponse, post, web};

use crate::auth::{self, PasswordChoice};
use crate::failure::Failure;
use crate::http::{ApiError, Body, ProblemBody, Service, device_of};

/// Chooses a password with the token of a reset, which is then used up, and ends all the user's sessions.
#[utoipa::path(tag = "auth", operation_id = "choosePassword", security(()), request_body = PasswordChoice, responses(
    (status = 204), (status = 410, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/password-resets")]
pub(super) async fn post(
    request: HttpRequest,
    service: web::Data<Service>,
    Body(choice): Body<PasswordChoice>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let device = device_of(&request)?;
    let outcome = web::block(move || auth::choose_password(&service.db, &choice, &device, now))
        .await
        .unwrap_or_else(|_| Err(Failure::Internal("choosing a password panicked".to_owned())));
    outcome.map_err(|failure| ApiError::of(failure, &request))?;
    Ok(HttpResponse::NoContent().finish())
}
