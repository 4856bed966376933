//! `GET` and `DELETE …/short-term-forecasts/{forecastId}`.

use actix_web::{HttpResponse, delete, get, web};

use crate::forecasting::{Forecast, delete_forecast, find_forecast_of_week, parse_week_date};
use crate::http::{ApiError, Context, ProblemBody, versioned};

/// One forecast, without its numbers.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecast",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("forecastId" = String, Path)),
    responses((status = 200, body = Forecast), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = parse_week_date(&week)?;
            find_forecast_of_week(conn, scope, &business_unit_id, week, &id)
        })
        .await?;
    Ok(versioned(found.version, &found))
}

/// Deletes a forecast; refused while a schedule was made from it.
#[utoipa::path(tag = "forecasts", operation_id = "deleteShortTermForecast",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("forecastId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    context
        .write(move |conn, scope| {
            let week = parse_week_date(&week)?;
            let found = find_forecast_of_week(conn, scope, &business_unit_id, week, &id)?;
            delete_forecast(conn, scope, &found.id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
