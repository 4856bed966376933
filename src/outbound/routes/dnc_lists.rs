//! `/outbound/dnc-lists`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, DncList, NewDncList};

/// The tenant's do-not-call lists, by age.
#[utoipa::path(tag = "outbound", operation_id = "listDncLists", params(PageParams),
    responses((status = 200, body = Page<DncList>)))]
#[get("/outbound/dnc-lists")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_dnc_lists(conn, scope, &page))
            .await?,
    ))
}

/// Makes a do-not-call list.
#[utoipa::path(tag = "outbound", operation_id = "createDncList", request_body = NewDncList, responses(
    (status = 201, body = DncList), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/dnc-lists")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewDncList>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_dnc_list(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/dnc-lists/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One do-not-call list.
#[utoipa::path(tag = "outbound", operation_id = "getDncList", params(("dncListId" = String, Path)),
    responses((status = 200, body = DncList), (status = 404, body = ProblemBody)))]
#[get("/outbound/dnc-lists/{dncListId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_dnc_list(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a do-not-call list.
#[utoipa::path(tag = "outbound", operation_id = "updateDncList", request_body = NewDncList,
    params(("dncListId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DncList), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/dnc-lists/{dncListId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewDncList>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::update_dnc_list(conn, scope, &id, version, body))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a do-not-call list.
#[utoipa::path(tag = "outbound", operation_id = "deleteDncList", params(("dncListId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/dnc-lists/{dncListId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_dnc_list(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
