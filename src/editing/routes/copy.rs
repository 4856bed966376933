//! `…/schedules/{scheduleId}/copy`.

use actix_web::{HttpResponse, post, web};

use crate::editing::{CopiedSchedule, CopySchedule, copy_schedule};
use crate::http::{ApiError, Body, Context, ProblemBody, created};
use crate::schedules::find_schedule_of_week;

/// Makes another draft of a schedule's shifts, for the same weeks or for others.
#[utoipa::path(tag = "schedules", operation_id = "copySchedule", request_body = CopySchedule,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path)), responses(
    (status = 201, body = CopiedSchedule), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/copy")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String)>,
    Body(request): Body<CopySchedule>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id) = path.into_inner();
    let copy = context
        .write(move |conn, scope| {
            let schedule = find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            copy_schedule(conn, scope, &schedule, request)
        })
        .await?;
    let (unit, week) = (&copy.schedule.business_unit_id, copy.schedule.week_date);
    let id = &copy.schedule.id;
    let location = format!("/api/v1/business-units/{unit}/weeks/{week}/schedules/{id}");
    Ok(created(&location, copy.schedule.version, &copy))
}
