//! `/business-units/{businessUnitId}/weeks/{weekDate}/schedules`.

use actix_web::{HttpResponse, delete, get, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, versioned};
use crate::schedules::{self, Schedule};

/// Schedules that cover a week, or with `recent` as the week those of the 26 weeks before and after today.
#[utoipa::path(tag = "schedules", operation_id = "listSchedules",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), PageParams), responses(
    (status = 200, body = Page<Schedule>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/schedules")]
pub(super) async fn list(
    context: Context,
    path: web::Path<(String, String)>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week) = path.into_inner();
    let schedules = context
        .read(move |conn, scope| schedules::list_schedules(conn, scope, &unit, &week, &page))
        .await?;
    Ok(HttpResponse::Ok().json(schedules))
}

/// One schedule: its state, its run's figures, the audit in short.
#[utoipa::path(tag = "schedules", operation_id = "getSchedule", params(SchedulePath), responses(
    (status = 200, body = Schedule), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    let schedule = context
        .read(move |conn, scope| path.find(conn, scope))
        .await?;
    Ok(versioned(schedule.version, &schedule))
}

/// Deletes a draft.
#[utoipa::path(tag = "schedules", operation_id = "deleteSchedule", params(SchedulePath), responses(
    (status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::delete_draft(conn, scope, &schedule.id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
