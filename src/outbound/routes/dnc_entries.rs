//! `/outbound/dnc-lists/{dncListId}/entries`.

use actix_web::{HttpResponse, post, web};

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
