//! `/business-units/{businessUnitId}/scenarios`.

use actix_web::{HttpResponse, delete, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::Run;
use crate::scenarios::{
    NewPlanScenario, PlanScenario, SubmitScenario, check_scenario, delete_scenario, find_scenario,
    list_scenarios, submit_scenario,
};

/// Scenarios that were played, newest first.
#[utoipa::path(tag = "scenarios", operation_id = "listScenarios",
    params(("businessUnitId" = String, Path), PageParams), responses(
    (status = 200, body = Page<PlanScenario>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/scenarios")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| list_scenarios(conn, scope, &unit, &page))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Queues a run that branches the plan of some weeks and plays it to its end; its result names the scenario. Nothing of the
/// live plan changes.
#[utoipa::path(tag = "scenarios", operation_id = "playScenario", request_body = NewPlanScenario,
    params(("businessUnitId" = String, Path)), responses(
    (status = 202, body = Run, headers(("Location" = String, description = "the run"))),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/scenarios")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(scenario): Body<NewPlanScenario>,
) -> Result<HttpResponse, ApiError> {
    let request = SubmitScenario {
        business_unit_id: unit.into_inner(),
        scenario,
    };
    let checked = context
        .read(move |conn, scope| check_scenario(conn, scope, request))
        .await?;
    let run = context
        .write(move |conn, scope| submit_scenario(conn, scope, &checked))
        .await?;
    Ok(context.accepted(&run))
}

/// One scenario.
#[utoipa::path(tag = "scenarios", operation_id = "getScenario",
    params(("businessUnitId" = String, Path), ("scenarioId" = String, Path)), responses(
    (status = 200, body = PlanScenario), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/scenarios/{scenarioId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| find_scenario(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Deletes a scenario; a draft that was made of it stays.
#[utoipa::path(tag = "scenarios", operation_id = "deleteScenario",
    params(("businessUnitId" = String, Path), ("scenarioId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/scenarios/{scenarioId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    context
        .write(move |conn, scope| delete_scenario(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
