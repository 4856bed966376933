//! `GET …/short-term-forecasts/{forecastId}/compare`.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use super::ForecastPath;
use crate::forecasting::{ComparedSeries, ForecastComparison, compare_forecasts};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// What to compare with.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompareParams {
    /// The other forecast.
    with: String,
    /// Which numbers: `modified` (the default) or `statistical`.
    series: Option<ComparedSeries>,
}

/// Two forecasts of one business unit beside each other, over the intervals they share.
#[utoipa::path(tag = "forecasts", operation_id = "compareShortTermForecasts", params(ForecastPath, CompareParams),
    responses((status = 200, body = ForecastComparison), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/compare"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<ForecastPath>,
    Params(params): Params<CompareParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            let series = params.series.unwrap_or_default();
            compare_forecasts(conn, scope, &forecast, &params.with, series)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
