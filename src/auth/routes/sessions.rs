//! `/sessions`.

use actix_web::cookie::Cookie;
use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use serde::{Deserialize, Serialize};

use crate::auth::{self, Challenge, Identity, Session, SessionUser, SignIn};
use crate::db::Instant;
use crate::failure::Failure;
use crate::http::{
    ApiError, Body, Context, ProblemBody, SESSION_COOKIE, Service, device_of, session_cookie,
    session_secret,
};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    username: String,
    password: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondStepBody {
    /// As the first step has answered it.
    challenge: String,
    /// Six digits of the authenticator app, or a recovery code.
    code: String,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionBody {
    user: SessionUser,
    expires_at: Instant,
}

/// Signs in and sets the session cookie; 200 with a challenge where a second step is asked for.
///
/// Failed sign-ins are counted by user name and by address: from the fifth on each next one has to wait, from 30 seconds up
/// to 15 minutes.
#[utoipa::path(tag = "auth", operation_id = "signIn", security(()), request_body = SignInBody, responses(
    (status = 200, body = Challenge), (status = 201, body = SessionBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/sessions")]
pub(super) async fn post(
    request: HttpRequest,
    service: web::Data<Service>,
    Body(body): Body<SignInBody>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let device = device_of(&request)?;
    let outcome = web::block(move || {
        auth::sign_in(&service.db, &body.username, &body.password, &device, now)
    })
    .await
    .unwrap_or_else(|_| Err(Failure::Internal("signing in panicked".to_owned())));
    match outcome.map_err(|failure| ApiError::of(failure, &request))? {
        SignIn::Open(session) => Ok(opened(&request, session, now)),
        SignIn::SecondStep(challenge) => Ok(HttpResponse::Ok().json(challenge)),
    }
}

/// Signs in with the code of the second step and sets the session cookie.
#[utoipa::path(tag = "auth", operation_id = "signInWithCode", security(()), request_body = SecondStepBody, responses(
    (status = 201, body = SessionBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 429, body = ProblemBody)))]
#[post("/sessions/second-step")]
pub(super) async fn second_step(
    request: HttpRequest,
    service: web::Data<Service>,
    identity: web::Data<Identity>,
    Body(body): Body<SecondStepBody>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let device = device_of(&request)?;
    let outcome = web::block(move || {
        auth::sign_in_with_code(
            &service.db,
            &identity,
            &body.challenge,
            &body.code,
            &device,
            now,
        )
    })
    .await
    .unwrap_or_else(|_| Err(Failure::Internal("signing in panicked".to_owned())));
    let session = outcome.map_err(|failure| ApiError::of(failure, &request))?;
    Ok(opened(&request, session, now))
}

/// Signs out.
#[utoipa::path(tag = "auth", operation_id = "signOut", responses((status = 204)))]
#[delete("/sessions/current")]
pub(super) async fn delete(
    context: Context,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    if let Some(secret) = session_secret(&request) {
        context
            .write(move |conn, _| auth::sign_out(conn, &secret))
            .await?;
    }
    let mut gone = Cookie::build(SESSION_COOKIE, "").path("/").finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

fn opened(request: &HttpRequest, session: Session, now: Instant) -> HttpResponse {
    let cookie = session_cookie(request, &session, now);
    HttpResponse::Created().cookie(cookie).json(SessionBody {
        user: session.user,
        expires_at: session.expires_at,
    })
}
