//! `…/schedules/{scheduleId}/update`.

use actix_web::{HttpResponse, post, web};

use super::apply;
use crate::editing::{EditOutcome, UpdateSchedule, plan_update};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::schedules::find_schedule_of_week;

/// Changes, adds and removes shifts of a draft or published schedule, all of them or none. Rules that would be broken
/// are listed as `validationResults`, in the answer or, where they stand against it, in the problem `rule-broken`.
#[utoipa::path(tag = "schedules", operation_id = "updateSchedule", request_body = UpdateSchedule,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path),
        ("If-Match" = String, Header, description = "The version read, as its ETag.")), responses(
    (status = 200, body = EditOutcome), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/update")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String)>,
    IfMatch(version): IfMatch,
    Body(request): Body<UpdateSchedule>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id) = path.into_inner();
    let dry_run = request.dry_run;
    let planned = context
        .read(move |conn, scope| {
            let schedule = find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            plan_update(conn, scope, &schedule, version, &request)
        })
        .await?;
    if dry_run {
        return Ok(versioned(planned.schedule.version, &planned.told()));
    }
    apply(&context, planned).await
}
