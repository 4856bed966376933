//! `/outbound/contact-sources`.

use actix_web::{HttpResponse, get, put};

use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::outbound::{self, ContactSources, NewContactSources};

/// Where contacts come from, the most trusted first; the version, 0 before the first, is the ETag.
#[utoipa::path(tag = "outbound", operation_id = "getContactSources",
    responses((status = 200, body = ContactSources)))]
#[get("/outbound/contact-sources")]
pub(super) async fn get(context: Context) -> Result<HttpResponse, ApiError> {
    let found = context.read(outbound::find_contact_sources).await?;
    Ok(versioned(found.version, &found))
}

/// Names the sources and their order, while they are still at the version in If-Match. Imports that name a source overwrite a
/// value unless a more trusted source has set it and its `trustedForDays` have not passed.
#[utoipa::path(tag = "outbound", operation_id = "updateContactSources", request_body = NewContactSources,
    params(("If-Match" = String, Header)), responses((status = 200, body = ContactSources), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/contact-sources")]
pub(super) async fn put(
    context: Context,
    IfMatch(version): IfMatch,
    Body(body): Body<NewContactSources>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::replace_contact_sources(conn, scope, version, &body))
        .await?;
    Ok(versioned(changed.version, &changed))
}
