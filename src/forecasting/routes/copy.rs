//! `POST …/short-term-forecasts/{forecastId}/copy`.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use super::ForecastPath;
use crate::forecasting::{Forecast, copy_forecast};
use crate::http::{ApiError, Body, Context, ProblemBody, created};

/// What the copy is called.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CopyShortTermForecast {
    /// What it is called.
    description: String,
}

/// Copies a forecast with its modifications, to try others on it.
#[utoipa::path(tag = "forecasts", operation_id = "copyShortTermForecast", request_body = CopyShortTermForecast,
    params(ForecastPath), responses((status = 201, body = Forecast), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/copy")]
pub(super) async fn post(
    context: Context,
    path: web::Path<ForecastPath>,
    Body(body): Body<CopyShortTermForecast>,
) -> Result<HttpResponse, ApiError> {
    let copy = context
        .write(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            copy_forecast(conn, scope, &forecast.id, &body.description)
        })
        .await?;
    let address = ForecastPath::address(&copy.business_unit_id, &copy);
    Ok(created(&address, copy.version, &copy))
}
