//! What was sent to a webhook.

use actix_web::{HttpResponse, get, post, web};

use crate::events::EventServer;
use crate::events::webhooks::{self, WebhookDelivery};
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody};

/// Sends a message of type `webhook.test` now and says how it went.
#[utoipa::path(tag = "events", operation_id = "testWebhook", params(("webhookId" = String, Path)), responses(
    (status = 200, body = WebhookDelivery), (status = 404, body = ProblemBody)))]
#[post("/webhooks/{webhookId}/test")]
pub(super) async fn test(
    context: Context,
    id: web::Path<String>,
    events: web::Data<EventServer>,
) -> Result<HttpResponse, ApiError> {
    let (db, clock) = (context.database(), context.service.clock.clone());
    let (scope, client) = (context.scope.clone(), events.client().clone());
    let sent = context
        .off_loop(move || webhooks::send_test(&db, &clock, &client, &scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(sent))
}

/// A page of the attempts to send something to a webhook, newest first.
#[utoipa::path(tag = "events", operation_id = "listWebhookDeliveries", params(("webhookId" = String, Path), PageParams),
    responses((status = 200, body = Page<WebhookDelivery>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/webhooks/{webhookId}/deliveries")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| webhooks::list_deliveries(conn, scope, &id, &page))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Sends the event of a delivery once more now and says how it went.
#[utoipa::path(tag = "events", operation_id = "redeliverWebhookEvent",
    params(("webhookId" = String, Path), ("deliveryId" = String, Path)), responses(
    (status = 200, body = WebhookDelivery), (status = 404, body = ProblemBody), (status = 410, body = ProblemBody)))]
#[post("/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver")]
pub(super) async fn redeliver(
    context: Context,
    ids: web::Path<(String, String)>,
    events: web::Data<EventServer>,
) -> Result<HttpResponse, ApiError> {
    let (db, clock) = (context.database(), context.service.clock.clone());
    let (scope, client) = (context.scope.clone(), events.client().clone());
    let sent = context
        .off_loop(move || webhooks::redeliver(&db, &clock, &client, &scope, (&ids.0, &ids.1)))
        .await?;
    Ok(HttpResponse::Ok().json(sent))
}
