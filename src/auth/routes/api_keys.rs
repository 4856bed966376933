//! `/api-keys`.

use actix_web::{HttpResponse, delete, get, post, web};

use crate::auth::{self, ApiKey, ApiKeyRotation, CreatedApiKey, NewApiKey};
use crate::http::{ApiError, Body, Context, Page, ProblemBody};

/// The tenant's keys, without their secrets.
#[utoipa::path(tag = "auth", operation_id = "listApiKeys", responses((status = 200, body = Page<ApiKey>)))]
#[get("/api-keys")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    let entities = context.read(auth::list_api_keys).await?;
    Ok(HttpResponse::Ok().json(Page {
        entities,
        next_page_token: None,
    }))
}

/// Makes a key; its secret is in this answer only.
#[utoipa::path(tag = "auth", operation_id = "createApiKey", request_body = NewApiKey, responses(
    (status = 201, body = CreatedApiKey), (status = 422, body = ProblemBody)))]
#[post("/api-keys")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewApiKey>,
) -> Result<HttpResponse, ApiError> {
    let key = context
        .write(move |conn, scope| auth::create_api_key(conn, scope, body))
        .await?;
    Ok(HttpResponse::Created().json(key))
}

/// Gives a key another secret, which is in this answer only; the present one lives on for the time of grace.
#[utoipa::path(tag = "auth", operation_id = "rotateApiKey", request_body = ApiKeyRotation, params(("apiKeyId" = String, Path)),
    responses((status = 200, body = CreatedApiKey), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/api-keys/{apiKeyId}/rotate")]
pub(super) async fn rotate(
    context: Context,
    id: web::Path<String>,
    Body(rotation): Body<ApiKeyRotation>,
) -> Result<HttpResponse, ApiError> {
    let key = context
        .write(move |conn, scope| auth::rotate_api_key(conn, scope, &id, &rotation))
        .await?;
    Ok(HttpResponse::Ok().json(key))
}

/// Revokes a key at once.
#[utoipa::path(tag = "auth", operation_id = "revokeApiKey", params(("apiKeyId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/api-keys/{apiKeyId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| auth::revoke_api_key(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
