//! `/outbound/dnc-lists/{dncListId}/entries`, `…/entries/{phone}`.

use actix_web::{HttpResponse, delete, post, web};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::outbound::{self, AddedDncEntries, NewDncEntries};

/// Puts phones on a do-not-call list; the id `tenant` is the tenant's own. From the answer on none of them is leased
/// or started.
#[utoipa::path(tag = "outbound", operation_id = "addDncEntries", request_body = NewDncEntries,
    params(("dncListId" = String, Path)), responses((status = 200, body = AddedDncEntries),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/dnc-lists/{dncListId}/entries")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewDncEntries>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::add_dnc_entries(conn, scope, &id, &body))
            .await?,
    ))
}

/// Takes a phone (E.164) off a do-not-call list: its contacts may be called again where nothing else stands against it.
#[utoipa::path(tag = "outbound", operation_id = "removeDncEntry",
    params(("dncListId" = String, Path), ("phone" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/outbound/dnc-lists/{dncListId}/entries/{phone}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (list, phone) = path.into_inner();
    context
        .write(move |conn, scope| outbound::remove_dnc_entry(conn, scope, &list, &phone))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
