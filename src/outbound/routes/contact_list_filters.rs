//! `/outbound/contact-list-filters`.

use actix_web::{HttpResponse, delete, get, post, put, web};
use serde::Deserialize;

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{
    self, ContactListFilter, FilterPreview, FilterPreviewRequest, NewContactListFilter,
};

/// Which filters are listed.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct FilterQuery {
    /// Only filters of this list.
    contact_list_id: Option<String>,
}

/// The tenant's contact list filters, by age.
#[utoipa::path(tag = "outbound", operation_id = "listContactListFilters", params(FilterQuery, PageParams),
    responses((status = 200, body = Page<ContactListFilter>)))]
#[get("/outbound/contact-list-filters")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<FilterQuery>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let list = query.contact_list_id;
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| {
                outbound::list_contact_list_filters(conn, scope, list.as_deref(), &page)
            })
            .await?,
    ))
}

/// Makes a contact list filter.
#[utoipa::path(tag = "outbound", operation_id = "createContactListFilter", request_body = NewContactListFilter, responses(
    (status = 201, body = ContactListFilter), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/outbound/contact-list-filters")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewContactListFilter>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_contact_list_filter(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/contact-list-filters/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// How many contacts of a list conditions mean, and the first of them.
#[utoipa::path(tag = "outbound", operation_id = "previewContactListFilter", request_body = FilterPreviewRequest, responses(
    (status = 200, body = FilterPreview), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/contact-list-filters/preview")]
pub(super) async fn preview(
    context: Context,
    Body(body): Body<FilterPreviewRequest>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::preview_filter(conn, scope, &body))
            .await?,
    ))
}

/// One contact list filter.
#[utoipa::path(tag = "outbound", operation_id = "getContactListFilter", params(("contactListFilterId" = String, Path)),
    responses((status = 200, body = ContactListFilter), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-list-filters/{contactListFilterId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_contact_list_filter(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a contact list filter.
#[utoipa::path(tag = "outbound", operation_id = "updateContactListFilter", request_body = NewContactListFilter,
    params(("contactListFilterId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactListFilter), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/contact-list-filters/{contactListFilterId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewContactListFilter>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            outbound::update_contact_list_filter(conn, scope, &id, version, body)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a contact list filter.
#[utoipa::path(tag = "outbound", operation_id = "deleteContactListFilter", params(("contactListFilterId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/outbound/contact-list-filters/{contactListFilterId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_contact_list_filter(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
