//! `/webhooks`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::events::EventServer;
use crate::events::webhooks::{self, NewWebhook, Webhook, WebhookSecret};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};

/// A page of webhooks, in the order they were made.
#[utoipa::path(tag = "events", operation_id = "listWebhooks", params(PageParams), responses(
    (status = 200, body = Page<Webhook>), (status = 422, body = ProblemBody)))]
#[get("/webhooks")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| webhooks::list_webhooks(conn, scope, &page))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Makes a webhook: events of its topics are sent to its URL from now on. Its secret is shown this once.
#[utoipa::path(tag = "events", operation_id = "createWebhook", request_body = NewWebhook, responses(
    (status = 201, body = WebhookSecret), (status = 422, body = ProblemBody)))]
#[post("/webhooks")]
pub(super) async fn create(
    context: Context,
    events: web::Data<EventServer>,
    Body(new): Body<NewWebhook>,
) -> Result<HttpResponse, ApiError> {
    let client = events.client().clone();
    let made = context
        .write(move |conn, scope| webhooks::create_webhook(conn, scope, &client, new))
        .await?;
    let location = format!("/api/v1/webhooks/{}", made.webhook.id);
    Ok(created(&location, made.webhook.version, &made))
}

/// One webhook; its version is the ETag.
#[utoipa::path(tag = "events", operation_id = "getWebhook", params(("webhookId" = String, Path)), responses(
    (status = 200, body = Webhook), (status = 404, body = ProblemBody)))]
#[get("/webhooks/{webhookId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| webhooks::find_webhook(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Makes a webhook that is still at the version in If-Match what is sent; the next event is tried at once.
#[utoipa::path(tag = "events", operation_id = "replaceWebhook", request_body = NewWebhook,
    params(("webhookId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Webhook), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/webhooks/{webhookId}")]
pub(super) async fn replace(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    events: web::Data<EventServer>,
    Body(new): Body<NewWebhook>,
) -> Result<HttpResponse, ApiError> {
    let client = events.client().clone();
    let changed = context
        .write(move |conn, scope| {
            webhooks::update_webhook(conn, scope, &client, (&id, version), new)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a webhook that is still at the version in If-Match, and the record of its deliveries.
#[utoipa::path(tag = "events", operation_id = "deleteWebhook",
    params(("webhookId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 204), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[delete("/webhooks/{webhookId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| webhooks::delete_webhook(conn, scope, (&id, version)))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a webhook that is still at the version in If-Match a new secret, shown this once; the old one signs beside it
/// for 24 hours.
#[utoipa::path(tag = "events", operation_id = "rotateWebhookSecret",
    params(("webhookId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = WebhookSecret), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[post("/webhooks/{webhookId}/rotate-secret")]
pub(super) async fn rotate(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, ApiError> {
    let rotated = context
        .write(move |conn, scope| webhooks::rotate_secret(conn, scope, (&id, version)))
        .await?;
    Ok(versioned(rotated.webhook.version, &rotated))
}
