//! `POST /business-units/{businessUnitId}/scenarios/compare`.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::scenarios::{ScenarioComparison, compare_scenarios};

/// Which scenarios.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ScenariosToCompare {
    /// 2 to 8, the one first that the others are held against.
    scenario_ids: Vec<String>,
}

/// Lays scenarios of the same weeks side by side in heads, service, money and fairness.
#[utoipa::path(tag = "scenarios", operation_id = "compareScenarios", request_body = ScenariosToCompare,
    params(("businessUnitId" = String, Path)), responses(
    (status = 200, body = ScenarioComparison), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/scenarios/compare")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(body): Body<ScenariosToCompare>,
) -> Result<HttpResponse, ApiError> {
    let compared = context
        .read(move |conn, scope| compare_scenarios(conn, scope, &unit, &body.scenario_ids))
        .await?;
    Ok(HttpResponse::Ok().json(compared))
}
