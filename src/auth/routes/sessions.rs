//! `/sessions`, `/me`.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};

use crate::auth::{self, SessionUser};
use crate::db::Instant;
use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, ProblemBody, SESSION_COOKIE, Service, scheme};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    username: String,
    password: String,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionBody {
    user: SessionUser,
    expires_at: Instant,
}

/// Signs in and sets the session cookie.
#[utoipa::path(tag = "auth", operation_id = "signIn", security(()), responses(
    (status = 201, body = SessionBody), (status = 401, body = ProblemBody)))]
#[post("/sessions")]
pub(super) async fn post(
    request: HttpRequest,
    service: web::Data<Service>,
    Body(body): Body<SignInBody>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let outcome = web::block(move || {
        service
            .db
            .write(|conn| auth::sign_in(conn, &body.username, &body.password, now))
    })
    .await
    .unwrap_or_else(|_| Err(Failure::Internal("signing in panicked".to_owned())));
    let session = outcome.map_err(|failure| ApiError::of(failure, &request))?;
    let seconds = (session.expires_at.epoch_millis() - now.epoch_millis()) / 1_000;
    let cookie = Cookie::build(SESSION_COOKIE, session.secret.reveal().to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(scheme(&request) == "https")
        .max_age(time::Duration::seconds(seconds))
        .finish();
    Ok(HttpResponse::Created().cookie(cookie).json(SessionBody {
        user: session.user,
        expires_at: session.expires_at,
    }))
}

/// Signs out.
#[utoipa::path(tag = "auth", operation_id = "signOut", responses((status = 204)))]
#[delete("/sessions/current")]
pub(super) async fn delete(
    context: Context,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    if let Some(cookie) = request.cookie(SESSION_COOKIE) {
        context
            .write(move |conn, _| auth::sign_out(conn, cookie.value()))
            .await?;
    }
    let mut gone = Cookie::build(SESSION_COOKIE, "").path("/").finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who this credential belongs to.
#[utoipa::path(tag = "auth", operation_id = "getMe", responses((status = 200, body = SessionUser)))]
#[get("/me")]
pub(super) async fn me(context: Context) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(context.read(auth::who_am_i).await?))
}
