//! `/outbound/contact-policies`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, ContactPolicy, NewContactPolicy};

/// The tenant's contact policies, by age.
#[utoipa::path(tag = "outbound", operation_id = "listContactPolicies", params(PageParams),
    responses((status = 200, body = Page<ContactPolicy>)))]
#[get("/outbound/contact-policies")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contact_policies(conn, scope, &page))
            .await?,
    ))
}

/// Makes a contact policy, from terms or from a pack.
#[utoipa::path(tag = "outbound", operation_id = "createContactPolicy", request_body = NewContactPolicy, responses(
    (status = 201, body = ContactPolicy), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/contact-policies")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewContactPolicy>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_contact_policy(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/contact-policies/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One contact policy.
#[utoipa::path(tag = "outbound", operation_id = "getContactPolicy", params(("contactPolicyId" = String, Path)),
    responses((status = 200, body = ContactPolicy), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-policies/{contactPolicyId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_contact_policy(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a contact policy; contacts that it held are judged anew.
#[utoipa::path(tag = "outbound", operation_id = "updateContactPolicy", request_body = NewContactPolicy,
    params(("contactPolicyId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactPolicy), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/contact-policies/{contactPolicyId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewContactPolicy>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::update_contact_policy(conn, scope, &id, version, body))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a contact policy that no campaign names.
#[utoipa::path(tag = "outbound", operation_id = "deleteContactPolicy", params(("contactPolicyId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/contact-policies/{contactPolicyId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_contact_policy(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
