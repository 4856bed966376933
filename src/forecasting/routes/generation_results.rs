//! `GET …/short-term-forecasts/{forecastId}/generation-results`.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use crate::forecasting::{
    GroupGenerationResult, find_forecast_of_week, generation_results, parse_week_date,
};
use crate::http::{ApiError, Context, ProblemBody};

/// How a forecast was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ForecastGenerationResults)]
pub(super) struct GenerationResults {
    /// The forecast.
    id: String,
    /// The seed of the run.
    seed: i64,
    /// SHA-256 of everything the numbers follow from.
    input_hash: String,
    /// Method, accuracy and source days of every planning group.
    planning_groups: Vec<GroupGenerationResult>,
}

/// The chosen method and its backtest, per planning group.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecastGenerationResults",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("forecastId" = String, Path)),
    responses((status = 200, body = GenerationResults), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/generation-results"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = parse_week_date(&week)?;
            let forecast = find_forecast_of_week(conn, scope, &business_unit_id, week, &id)?;
            Ok(GenerationResults {
                planning_groups: generation_results(conn, scope, &forecast.id)?,
                id: forecast.id,
                seed: forecast.seed,
                input_hash: forecast.input_hash,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
