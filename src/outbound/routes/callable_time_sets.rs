//! `/outbound/callable-time-sets`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, CallableTimeSet, NewCallableTimeSet};

/// The tenant's callable time sets, by age.
#[utoipa::path(tag = "outbound", operation_id = "listCallableTimeSets", params(PageParams),
    responses((status = 200, body = Page<CallableTimeSet>)))]
#[get("/outbound/callable-time-sets")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_callable_time_sets(conn, scope, &page))
            .await?,
    ))
}

/// Makes a callable time set.
#[utoipa::path(tag = "outbound", operation_id = "createCallableTimeSet", request_body = NewCallableTimeSet, responses(
    (status = 201, body = CallableTimeSet), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/callable-time-sets")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewCallableTimeSet>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_callable_time_set(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/callable-time-sets/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One callable time set.
#[utoipa::path(tag = "outbound", operation_id = "getCallableTimeSet", params(("callableTimeSetId" = String, Path)),
    responses((status = 200, body = CallableTimeSet), (status = 404, body = ProblemBody)))]
#[get("/outbound/callable-time-sets/{callableTimeSetId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_callable_time_set(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a callable time set.
#[utoipa::path(tag = "outbound", operation_id = "updateCallableTimeSet", request_body = NewCallableTimeSet,
    params(("callableTimeSetId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CallableTimeSet), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/callable-time-sets/{callableTimeSetId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewCallableTimeSet>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            outbound::update_callable_time_set(conn, scope, &id, version, body)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a callable time set.
#[utoipa::path(tag = "outbound", operation_id = "deleteCallableTimeSet", params(("callableTimeSetId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/callable-time-sets/{callableTimeSetId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_callable_time_set(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
