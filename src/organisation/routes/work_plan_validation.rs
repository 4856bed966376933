//! `/management-units/{managementUnitId}/work-plans/validate`.

use actix_web::{HttpResponse, post, web};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::organisation::resource::Resource as _;
use crate::organisation::{NewWorkPlan, WorkPlanValidation, validate_work_plan};

/// Tells everything that stands against a work plan, without saving it.
#[utoipa::path(tag = "organisation", operation_id = "validateWorkPlan", request_body = NewWorkPlan,
    params(("managementUnitId" = String, Path)),
    responses((status = 200, body = WorkPlanValidation), (status = 404, body = ProblemBody)))]
#[post("/management-units/{managementUnitId}/work-plans/validate")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(mut plan): Body<NewWorkPlan>,
) -> Result<HttpResponse, ApiError> {
    plan.set_parent(unit.into_inner());
    let validation = context
        .read(move |conn, scope| validate_work_plan(conn, scope, &plan))
        .await?;
    Ok(HttpResponse::Ok().json(validation))
}
