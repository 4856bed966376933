//! `…/schedules/{scheduleId}/reschedule`.

use actix_web::{HttpResponse, post, web};

use crate::editing::{RescheduleOptions, submit_reschedule};
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;
use crate::schedules::find_schedule_of_week;

/// Queues a run that plans shifts anew with the fewest changes, around absences or in a stretch of time. It changes
/// nothing: it proposes.
#[utoipa::path(tag = "schedules", operation_id = "rescheduleSchedule", request_body = RescheduleOptions,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/reschedule")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String)>,
    Body(options): Body<RescheduleOptions>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id) = path.into_inner();
    let run = context
        .write(move |conn, scope| {
            let schedule = find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            submit_reschedule(conn, scope, &schedule, options)
        })
        .await?;
    Ok(context.accepted(&run))
}
