//! `/outbound/contact-lists/{contactListId}/findings`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::outbound::{self, ContactFindings};

/// What looks wrong with a list's contacts, by rule and column, with what to do about it. Nothing is changed.
#[utoipa::path(tag = "outbound", operation_id = "getContactFindings", params(("contactListId" = String, Path)),
    responses((status = 200, body = ContactFindings), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/findings")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_contact_findings(conn, scope, &id))
            .await?,
    ))
}
