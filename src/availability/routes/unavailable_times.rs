//! `/unavailable-times`.

use actix_web::{HttpResponse, get, patch, post, web};

use crate::availability::{
    self, NewUnavailableTime, UnavailableTime, UnavailableTimePatch, UnavailableTimeQuery,
};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};

/// A page of entries, in the order they were made; an agent's list holds only their own.
#[utoipa::path(tag = "availability", operation_id = "listUnavailableTimes", params(UnavailableTimeQuery), responses(
    (status = 200, body = Page<UnavailableTime>), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/unavailable-times")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<UnavailableTimeQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| availability::list_unavailable_times(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Enters a time at which an agent cannot work; an agent's waits for a supervisor.
#[utoipa::path(tag = "availability", operation_id = "createUnavailableTime", request_body = NewUnavailableTime, responses(
    (status = 201, body = UnavailableTime), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/unavailable-times")]
pub(super) async fn create(
    context: Context,
    Body(new): Body<NewUnavailableTime>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| availability::create_unavailable_time(conn, scope, &new))
        .await?;
    let location = format!("/api/v1/unavailable-times/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One entry; its version is the ETag.
#[utoipa::path(tag = "availability", operation_id = "getUnavailableTime", params(("unavailableTimeId" = String, Path)),
    responses((status = 200, body = UnavailableTime), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
#[get("/unavailable-times/{unavailableTimeId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| availability::find_unavailable_time(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Approves, denies or cancels an entry that is still at the version in If-Match.
#[utoipa::path(tag = "availability", operation_id = "patchUnavailableTime", request_body = UnavailableTimePatch,
    params(("unavailableTimeId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = UnavailableTime), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/unavailable-times/{unavailableTimeId}")]
pub(super) async fn change(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(patch): Body<UnavailableTimePatch>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            availability::change_unavailable_time(conn, scope, &id, version, &patch)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}
