//! `/time-off-requests`.

use actix_web::{HttpResponse, get, patch, post, web};

use super::ListOf;
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};
use crate::time_off::{
    self, AlternativeDates, NewTimeOffRequest, TimeOffRequest, TimeOffRequestPatch,
    TimeOffRequestQuery,
};

/// A page of requests, in the order they were made; an agent's list holds only their own.
#[utoipa::path(tag = "time-off", operation_id = "listTimeOffRequests", params(TimeOffRequestQuery), responses(
    (status = 200, body = Page<TimeOffRequest>), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/time-off-requests")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<TimeOffRequestQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| time_off::list_time_off_requests(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Asks for time off: agents for themselves, planners and supervisors for anybody. The plan decides at once what it can,
/// and the answer says why; where it is denied or waits, other dates are offered.
#[utoipa::path(tag = "time-off", operation_id = "createTimeOffRequest", request_body = NewTimeOffRequest, responses(
    (status = 201, body = TimeOffRequest), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/time-off-requests")]
pub(super) async fn create(
    context: Context,
    Body(new): Body<NewTimeOffRequest>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| time_off::submit_time_off(conn, scope, &new))
        .await?;
    let location = format!("/api/v1/time-off-requests/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One request; its version is the ETag.
#[utoipa::path(tag = "time-off", operation_id = "getTimeOffRequest", params(("timeOffRequestId" = String, Path)),
    responses((status = 200, body = TimeOffRequest), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
#[get("/time-off-requests/{timeOffRequestId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| time_off::find_time_off_request(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Approves, denies or cancels a request that is still at the version in If-Match, or marks it as read. A canceled one
/// gives its room back, and the wait list moves up.
#[utoipa::path(tag = "time-off", operation_id = "patchTimeOffRequest", request_body = TimeOffRequestPatch,
    params(("timeOffRequestId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = TimeOffRequest), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/time-off-requests/{timeOffRequestId}")]
pub(super) async fn change(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(patch): Body<TimeOffRequestPatch>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            time_off::change_time_off_request(conn, scope, &id, version, &patch)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// The nearest days of the same length and pattern that limit, balance and coverage have room for now.
#[utoipa::path(tag = "time-off", operation_id = "getAlternativeDates", params(("timeOffRequestId" = String, Path)),
    responses((status = 200, body = ListOf<AlternativeDates>), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
#[get("/time-off-requests/{timeOffRequestId}/alternative-dates")]
pub(super) async fn alternatives(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| time_off::find_alternative_dates(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}
