//! `/users`.

use actix_web::{HttpResponse, get, post};

use crate::auth::{self, NewUser, User};
use crate::http::{ApiError, Body, Context, Page, ProblemBody, created};

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
#[utoipa::path(tag = "auth", operation_id = "createUser", responses(
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
