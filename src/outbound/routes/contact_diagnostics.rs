//! `/outbound/campaigns/{campaignId}/contacts/{contactId}/diagnostics`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::outbound::{self, ContactDiagnostics};

/// Why a contact of a campaign is not called now: everything that stands against it, until when, by which rule and
/// source, and what would free it.
#[utoipa::path(tag = "outbound", operation_id = "getContactDiagnostics",
    params(("campaignId" = String, Path), ("contactId" = String, Path)),
    responses((status = 200, body = ContactDiagnostics), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/contacts/{contactId}/diagnostics")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (campaign, contact) = path.into_inner();
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::diagnose_contact(conn, scope, &campaign, &contact))
            .await?,
    ))
}
