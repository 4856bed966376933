//! `/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-requirements` and `…/requirement/generate`.

use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

use crate::capacity::{
    CapacityPlanRequirement, GenerateRequirement, find_requirement, submit_requirement,
};
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;

/// Heads required and planned, week by week and scenario by scenario, with spread, money and advice.
#[utoipa::path(tag = "capacity plans", operation_id = "getCapacityPlanStaffingRequirements",
    params(("businessUnitId" = String, Path), ("capacityPlanId" = String, Path)), responses(
    (status = 200, body = CapacityPlanRequirement),
    (status = 404, body = ProblemBody, description = "not-found, or not-generated")))]
#[get("/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-requirements")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| find_requirement(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// How a requirement is to be computed.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewCapacityPlanRequirement {
    /// Equal seeds and inputs give equal figures; 0 when left out.
    #[serde(default)]
    seed: Option<u64>,
    /// Futures drawn for spreads and probabilities; 2,000 when left out.
    #[serde(default)]
    #[schema(minimum = 100, maximum = 20000)]
    paths: Option<u32>,
}

/// Queues a run that computes a plan; its result names the plan.
#[utoipa::path(tag = "capacity plans", operation_id = "generateCapacityPlanRequirement",
    request_body = NewCapacityPlanRequirement,
    params(("businessUnitId" = String, Path), ("capacityPlanId" = String, Path)), responses(
    (status = 202, body = Run, headers(("Location" = String, description = "the run"))),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/requirement/generate")]
pub(super) async fn generate(
    context: Context,
    path: web::Path<(String, String)>,
    Body(body): Body<NewCapacityPlanRequirement>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, capacity_plan_id) = path.into_inner();
    let request = GenerateRequirement {
        business_unit_id,
        capacity_plan_id,
        seed: body.seed,
        paths: body.paths,
    };
    let run = context
        .write(move |conn, scope| submit_requirement(conn, scope, &request))
        .await?;
    Ok(context.accepted(&run))
}
