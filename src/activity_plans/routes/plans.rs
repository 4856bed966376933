//! `/business-units/{businessUnitId}/activity-plans`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::activity_plans::{
    ActivityPlan, NewActivityPlan, create_activity_plan, delete_activity_plan, find_activity_plan,
    list_activity_plans, replace_activity_plan,
};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};

/// Plans of meetings and training, the oldest first.
#[utoipa::path(tag = "activity plans", operation_id = "listActivityPlans",
    params(("businessUnitId" = String, Path), PageParams), responses(
    (status = 200, body = Page<ActivityPlan>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/activity-plans")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let plans = context
        .read(move |conn, scope| list_activity_plans(conn, scope, &unit, &page))
        .await?;
    Ok(HttpResponse::Ok().json(plans))
}

/// Keeps a plan; nothing is placed yet.
#[utoipa::path(tag = "activity plans", operation_id = "createActivityPlan", request_body = NewActivityPlan,
    params(("businessUnitId" = String, Path)), responses(
    (status = 201, body = ActivityPlan), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/activity-plans")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(plan): Body<NewActivityPlan>,
) -> Result<HttpResponse, ApiError> {
    let plan = context
        .write(move |conn, scope| create_activity_plan(conn, scope, &unit, &plan))
        .await?;
    let (unit, id) = (&plan.business_unit_id, &plan.id);
    let location = format!("/api/v1/business-units/{unit}/activity-plans/{id}");
    Ok(created(&location, plan.version, &plan))
}

/// One plan.
#[utoipa::path(tag = "activity plans", operation_id = "getActivityPlan",
    params(("businessUnitId" = String, Path), ("activityPlanId" = String, Path)), responses(
    (status = 200, body = ActivityPlan), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/activity-plans/{activityPlanId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let plan = context
        .read(move |conn, scope| find_activity_plan(conn, scope, (&unit, &id)))
        .await?;
    Ok(versioned(plan.version, &plan))
}

/// Overwrites a plan; what it has placed stays.
#[utoipa::path(tag = "activity plans", operation_id = "updateActivityPlan", request_body = NewActivityPlan,
    params(("businessUnitId" = String, Path), ("activityPlanId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ActivityPlan), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/business-units/{businessUnitId}/activity-plans/{activityPlanId}")]
pub(super) async fn put(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(plan): Body<NewActivityPlan>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let plan = context
        .write(move |conn, scope| replace_activity_plan(conn, scope, (&unit, &id), version, &plan))
        .await?;
    Ok(versioned(plan.version, &plan))
}

/// Deletes a plan; what it has placed stays.
#[utoipa::path(tag = "activity plans", operation_id = "deleteActivityPlan",
    params(("businessUnitId" = String, Path), ("activityPlanId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/activity-plans/{activityPlanId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    context
        .write(move |conn, scope| delete_activity_plan(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
