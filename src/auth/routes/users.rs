//! `/users`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::auth::{self, NewUser, OpenSession, PasswordReset, User, UserChange};
use crate::http::{ApiError, Body, Context, IfMatch, Page, ProblemBody, created, versioned};

/// The tenant's users.
#[utoipa::path(tag = "auth", operation_id = "listUsers", responses((status = 200, body = Page<User>)))]
#[get("/users")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    let entities = context.read(auth::list_users).await?;
    Ok(HttpResponse::Ok().json(Page {
        entities,
        next_page_token: None,
    }))
}

/// Makes a user.
#[utoipa::path(tag = "auth", operation_id = "createUser", request_body = NewUser, responses(
    (status = 201, body = User), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/users")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewUser>,
) -> Result<HttpResponse, ApiError> {
    let user = context
        .write(move |conn, scope| auth::create_user(conn, scope, body))
        .await?;
    Ok(created(
        &format!("/api/v1/users/{}", user.id),
        user.version,
        &user,
    ))
}

/// One user; its version is the ETag.
#[utoipa::path(tag = "auth", operation_id = "getUser", params(("userId" = String, Path)), responses(
    (status = 200, body = User), (status = 404, body = ProblemBody)))]
#[get("/users/{userId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let user = context
        .read(move |conn, scope| auth::find_user(conn, scope, &id))
        .await?;
    Ok(versioned(user.version, &user))
}

/// Changes a user who is still at the version in If-Match; name and password stay. The own role and scopes stay as well.
#[utoipa::path(tag = "auth", operation_id = "updateUser", request_body = UserChange,
    params(("userId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = User), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/users/{userId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(change): Body<UserChange>,
) -> Result<HttpResponse, ApiError> {
    let user = context
        .write(move |conn, scope| auth::change_user(conn, scope, &id, version, change))
        .await?;
    Ok(versioned(user.version, &user))
}

/// Keeps a user from signing in and ends their sessions.
#[utoipa::path(tag = "auth", operation_id = "disableUser", params(("userId" = String, Path)), responses(
    (status = 200, body = User), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[post("/users/{userId}/disable")]
pub(super) async fn disable(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let user = context
        .write(move |conn, scope| auth::disable_user(conn, scope, &id))
        .await?;
    Ok(versioned(user.version, &user))
}

/// Lets a user sign in again.
#[utoipa::path(tag = "auth", operation_id = "enableUser", params(("userId" = String, Path)), responses(
    (status = 200, body = User), (status = 404, body = ProblemBody)))]
#[post("/users/{userId}/enable")]
pub(super) async fn enable(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let user = context
        .write(move |conn, scope| auth::enable_user(conn, scope, &id))
        .await?;
    Ok(versioned(user.version, &user))
}

/// Makes a token with which the user chooses another password; it is in this answer only and good once.
#[utoipa::path(tag = "auth", operation_id = "resetPassword", params(("userId" = String, Path)), responses(
    (status = 201, body = PasswordReset), (status = 404, body = ProblemBody)))]
#[post("/users/{userId}/password-reset")]
pub(super) async fn reset_password(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let reset = context
        .write(move |conn, scope| auth::reset_password(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Created().json(reset))
}

/// Turns a user's two-step sign-in off, for somebody who has lost app and recovery codes.
#[utoipa::path(tag = "auth", operation_id = "removeTwoStep", params(("userId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/users/{userId}/two-step")]
pub(super) async fn remove_two_step(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| auth::remove_two_step_of(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A user's open sessions, the newest first.
#[utoipa::path(tag = "auth", operation_id = "listSessions", params(("userId" = String, Path)), responses(
    (status = 200, body = Page<OpenSession>), (status = 404, body = ProblemBody)))]
#[get("/users/{userId}/sessions")]
pub(super) async fn sessions(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| auth::list_sessions_of(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(Page {
        entities,
        next_page_token: None,
    }))
}

/// Ends all sessions of a user.
#[utoipa::path(tag = "auth", operation_id = "endSessions", params(("userId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/users/{userId}/sessions")]
pub(super) async fn end_sessions(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| auth::end_sessions_of(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
