//! `/me`: the own account.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::Deserialize;

use crate::auth::{
    self, Identity, OpenSession, PasswordChange, RecoveryCodes, SessionUser, TwoStepEnrolment,
    TwoStepRemoval, TwoStepState,
};
use crate::http::{ApiError, Body, Context, Page, ProblemBody, session_secret};

/// Who this credential belongs to.
#[utoipa::path(tag = "auth", operation_id = "getMe", responses((status = 200, body = SessionUser)))]
#[get("/me")]
pub(super) async fn get(context: Context) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(context.read(auth::who_am_i).await?))
}

/// Changes the own password and ends the other sessions.
#[utoipa::path(tag = "auth", operation_id = "changeOwnPassword", request_body = PasswordChange, responses(
    (status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/me/password")]
pub(super) async fn change_password(
    context: Context,
    request: HttpRequest,
    Body(change): Body<PasswordChange>,
) -> Result<HttpResponse, ApiError> {
    let session = session_secret(&request).unwrap_or_default();
    let (db, scope) = (context.service.db.clone(), context.scope.clone());
    context
        .off_loop(move || auth::change_own_password(&db, &scope, &change, &session))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The own open sessions, the newest first.
#[utoipa::path(tag = "auth", operation_id = "listOwnSessions", responses(
    (status = 200, body = Page<OpenSession>), (status = 409, body = ProblemBody)))]
#[get("/me/sessions")]
pub(super) async fn sessions(
    context: Context,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let secret = session_secret(&request);
    let entities = context
        .read(move |conn, scope| auth::list_own_sessions(conn, scope, secret.as_deref()))
        .await?;
    Ok(HttpResponse::Ok().json(Page {
        entities,
        next_page_token: None,
    }))
}

/// Ends one of the own sessions.
#[utoipa::path(tag = "auth", operation_id = "endOwnSession", params(("sessionId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/me/sessions/{sessionId}")]
pub(super) async fn end_session(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| auth::end_own_session(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whether a second step is asked for.
#[utoipa::path(tag = "auth", operation_id = "getOwnTwoStep", responses(
    (status = 200, body = TwoStepState), (status = 409, body = ProblemBody)))]
#[get("/me/two-step")]
pub(super) async fn two_step(context: Context) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(context.read(auth::two_step_state).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnrolBody {
    /// The own password.
    password: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmBody {
    /// The app's present code.
    code: String,
}

/// Makes a secret for an authenticator app, in this answer only. It counts from the first code on.
#[utoipa::path(tag = "auth", operation_id = "enrolOwnTwoStep", request_body = EnrolBody, responses(
    (status = 201, body = TwoStepEnrolment), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 429, body = ProblemBody)))]
#[post("/me/two-step")]
pub(super) async fn enrol(
    context: Context,
    identity: web::Data<Identity>,
    Body(body): Body<EnrolBody>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.service.db.clone(), context.scope.clone());
    let enrolment = context
        .off_loop(move || auth::enrol_two_step(&db, &scope, &identity, &body.password))
        .await?;
    Ok(HttpResponse::Created().json(enrolment))
}

/// Turns two-step sign-in on with the app's first code; the recovery codes are in this answer only.
#[utoipa::path(tag = "auth", operation_id = "confirmOwnTwoStep", request_body = ConfirmBody, responses(
    (status = 200, body = RecoveryCodes), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/me/two-step/confirm")]
pub(super) async fn confirm(
    context: Context,
    identity: web::Data<Identity>,
    Body(body): Body<ConfirmBody>,
) -> Result<HttpResponse, ApiError> {
    let codes = context
        .write(move |conn, scope| auth::confirm_two_step(conn, scope, &identity, &body.code))
        .await?;
    Ok(HttpResponse::Ok().json(codes))
}

/// Turns two-step sign-in off, with the password and a code.
#[utoipa::path(tag = "auth", operation_id = "removeOwnTwoStep", request_body = TwoStepRemoval, responses(
    (status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/me/two-step/remove")]
pub(super) async fn remove(
    context: Context,
    identity: web::Data<Identity>,
    Body(removal): Body<TwoStepRemoval>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.service.db.clone(), context.scope.clone());
    context
        .off_loop(move || auth::remove_own_two_step(&db, &scope, &identity, &removal))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
