//! `/time-off-limits`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use super::{ListOf, UnitParams};
use crate::http::{ApiError, Body, Context, IfMatch, Params, ProblemBody, created, versioned};
use crate::time_off::{self, NewTimeOffLimit, TimeOffLimit};

/// All time-off limits of a business unit, in the order they were made.
#[utoipa::path(tag = "time-off", operation_id = "listTimeOffLimits", params(UnitParams), responses(
    (status = 200, body = ListOf<TimeOffLimit>), (status = 422, body = ProblemBody)))]
#[get("/time-off-limits")]
pub(super) async fn list(
    context: Context,
    Params(params): Params<UnitParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            time_off::list_time_off_limits(conn, scope, &params.business_unit_id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}

/// Makes one.
#[utoipa::path(tag = "time-off", operation_id = "createTimeOffLimit", request_body = NewTimeOffLimit, responses(
    (status = 201, body = TimeOffLimit), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/time-off-limits")]
pub(super) async fn create(
    context: Context,
    Body(new): Body<NewTimeOffLimit>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| time_off::create_time_off_limit(conn, scope, new))
        .await?;
    let location = format!("/api/v1/time-off-limits/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// Reads one; its version is the ETag.
#[utoipa::path(tag = "time-off", operation_id = "getTimeOffLimit", params(("timeOffLimitId" = String, Path)), responses(
    (status = 200, body = TimeOffLimit), (status = 404, body = ProblemBody)))]
#[get("/time-off-limits/{timeOffLimitId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| time_off::find_time_off_limit(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites one that is still at the version in If-Match, and decides what waits anew.
#[utoipa::path(tag = "time-off", operation_id = "updateTimeOffLimit", request_body = NewTimeOffLimit,
    params(("timeOffLimitId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = TimeOffLimit), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/time-off-limits/{timeOffLimitId}")]
pub(super) async fn update(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewTimeOffLimit>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| time_off::replace_time_off_limit(conn, scope, &id, version, new))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes one that nothing depends on.
#[utoipa::path(tag = "time-off", operation_id = "deleteTimeOffLimit", params(("timeOffLimitId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/time-off-limits/{timeOffLimitId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| time_off::delete_time_off_limit(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
