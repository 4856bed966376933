//! `…/schedules/{scheduleId}/undo`.

use actix_web::{HttpResponse, post, web};

use super::apply;
use crate::editing::{EditOutcome, RestoreVersion, plan_undo};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody};
use crate::schedules::find_schedule_of_week;

/// Takes the last change of shifts back, as a new version; again, and it goes one change further back.
#[utoipa::path(tag = "schedules", operation_id = "undoScheduleChange", request_body = RestoreVersion,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path),
        ("If-Match" = String, Header, description = "The version read, as its ETag.")), responses(
    (status = 200, body = EditOutcome), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/undo")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String)>,
    IfMatch(version): IfMatch,
    Body(request): Body<RestoreVersion>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id) = path.into_inner();
    let planned = context
        .read(move |conn, scope| {
            let schedule = find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            plan_undo(conn, scope, &schedule, version, request.into())
        })
        .await?;
    apply(&context, planned).await
}
