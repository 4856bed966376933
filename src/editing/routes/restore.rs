//! `…/schedules/{scheduleId}/versions/{version}/restore`.

use actix_web::{HttpResponse, post, web};

use super::apply;
use crate::editing::{EditOutcome, RestoreVersion, plan_restore};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody};
use crate::schedules::find_schedule_of_week;

/// Brings the shifts of an earlier version back, as a new version.
#[utoipa::path(tag = "schedules", operation_id = "restoreScheduleVersion", request_body = RestoreVersion,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path),
        ("version" = i32, Path, description = "The version to bring back."),
        ("If-Match" = String, Header, description = "The version read, as its ETag.")), responses(
    (status = 200, body = EditOutcome), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions/{version}/restore"
)]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String, i32)>,
    IfMatch(version): IfMatch,
    Body(request): Body<RestoreVersion>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id, target) = path.into_inner();
    let planned = context
        .read(move |conn, scope| {
            let schedule = find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            plan_restore(conn, scope, &schedule, (version, target), request.into())
        })
        .await?;
    apply(&context, planned).await
}
