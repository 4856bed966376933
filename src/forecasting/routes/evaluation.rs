//! `GET …/short-term-forecasts/{forecastId}/modifications/evaluation`.

use actix_web::{HttpResponse, get, web};

use super::ForecastPath;
use crate::forecasting::{ForecastEvaluation, evaluate_modifications};
use crate::http::{ApiError, Context, ProblemBody};

/// What the enabled modifications were worth, each against the forecast that has all the others, by the history that
/// has come in for the intervals they touch.
#[utoipa::path(tag = "forecasts", operation_id = "evaluateShortTermForecastModifications", params(ForecastPath),
    responses((status = 200, body = ForecastEvaluation), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/evaluation"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<ForecastPath>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            evaluate_modifications(conn, scope, &forecast)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
