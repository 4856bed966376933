//! `/outbound/contact-lists`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, ContactList, NewContactList};

/// The tenant's contact lists, by age.
#[utoipa::path(tag = "outbound", operation_id = "listContactLists", params(PageParams),
    responses((status = 200, body = Page<ContactList>)))]
#[get("/outbound/contact-lists")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contact_lists(conn, scope, &page))
            .await?,
    ))
}

/// Makes a contact list.
#[utoipa::path(tag = "outbound", operation_id = "createContactList", request_body = NewContactList, responses(
    (status = 201, body = ContactList), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/contact-lists")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewContactList>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_contact_list(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/contact-lists/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One contact list.
#[utoipa::path(tag = "outbound", operation_id = "getContactList", params(("contactListId" = String, Path)),
    responses((status = 200, body = ContactList), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_contact_list(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a contact list.
#[utoipa::path(tag = "outbound", operation_id = "updateContactList", request_body = NewContactList,
    params(("contactListId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactList), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/contact-lists/{contactListId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewContactList>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::update_contact_list(conn, scope, &id, version, body))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a contact list.
#[utoipa::path(tag = "outbound", operation_id = "deleteContactList", params(("contactListId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/contact-lists/{contactListId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_contact_list(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
