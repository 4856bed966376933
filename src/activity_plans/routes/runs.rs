//! `/business-units/{businessUnitId}/activity-plans/{activityPlanId}/runs`.

use actix_web::{HttpResponse, post, web};

use crate::activity_plans::{ActivityPlanRun, RunActivityPlan, find_activity_plan, plan_run};
use crate::editing::{apply_edit, refused};
use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::schedules::find_schedule;

/// Places the plan's activity in a schedule, whose version If-Match names, or only tells where it would be. A strict
/// rule that would be broken is 409 `rule-broken`, and nothing is placed.
#[utoipa::path(tag = "activity plans", operation_id = "runActivityPlan", request_body = RunActivityPlan,
    params(("businessUnitId" = String, Path), ("activityPlanId" = String, Path),
        ("If-Match" = String, Header, description = "The schedule's version, as its ETag.")), responses(
    (status = 200, body = ActivityPlanRun), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/activity-plans/{activityPlanId}/runs")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(request): Body<RunActivityPlan>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let dry_run = request.dry_run;
    let planned = context
        .read(move |conn, scope| {
            let plan = find_activity_plan(conn, scope, (&unit, &id))?;
            let schedule = find_schedule(conn, scope, &request.schedule_id)?;
            if schedule.business_unit_id != unit {
                return Err(Failure::not_found("schedule", &request.schedule_id));
            }
            plan_run(conn, scope, &plan, (&schedule, version), &request)
        })
        .await?;
    let mut told = planned.told;
    if dry_run {
        return Ok(versioned(told.schedule.version, &told));
    }
    if let Some(error) = refused(&context, &planned.edit) {
        return Err(error);
    }
    let outcome = context
        .write(move |conn, scope| apply_edit(conn, scope, planned.edit))
        .await?;
    told.schedule = outcome.schedule;
    told.applied = true;
    Ok(versioned(told.schedule.version, &told))
}
