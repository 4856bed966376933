//! `/outbound/campaigns/{campaignId}/events`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, Params, ProblemBody};
use crate::outbound::{
    self, ContactEvent, ContactEventQuery, NewContactEvents, TakenContactEvents,
};

/// Events that asked for contacts of a campaign, the oldest first.
#[utoipa::path(tag = "outbound", operation_id = "listContactEvents", params(("campaignId" = String, Path), ContactEventQuery),
    responses((status = 200, body = Page<ContactEvent>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/events")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(query): Params<ContactEventQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contact_events(conn, scope, &id, &query))
            .await?,
    ))
}

/// Asks for contacts to be tried at once, until a deadline: they are in the pool when this answers.
#[utoipa::path(tag = "outbound", operation_id = "sendContactEvents", request_body = NewContactEvents,
    params(("campaignId" = String, Path)), responses((status = 200, body = TakenContactEvents),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/events")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewContactEvents>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::take_contact_events(conn, scope, &id, &body))
            .await?,
    ))
}
