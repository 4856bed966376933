//! `GET …/short-term-forecasts/{forecastId}/queues` and `…/totals`.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use super::ForecastPath;
use crate::db::Instant;
use crate::forecasting::{ForecastTotals, QueueNumbers, forecast_totals, queue_numbers};
use crate::http::{ApiError, Context, ProblemBody, versioned};

/// The queues of a forecast with the grid they stand on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct ForecastQueues {
    /// Start of interval 0.
    reference_start_date: Instant,
    /// Length of an interval.
    interval_length_minutes: u32,
    /// The queues of planning groups that have several.
    entities: Vec<QueueNumbers>,
}

/// Volume with its bands, per queue and interval, of planning groups of several queues; they sum to the planning group's,
/// the planner's modifications included.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecastQueues", params(ForecastPath),
    responses((status = 200, body = ForecastQueues), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/queues")]
pub(super) async fn queues(
    context: Context,
    path: web::Path<ForecastPath>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            let queues = ForecastQueues {
                entities: queue_numbers(conn, scope, &forecast.id)?,
                reference_start_date: forecast.reference_start_date,
                interval_length_minutes: forecast.interval_length_minutes,
            };
            Ok((forecast.version, queues))
        })
        .await?;
    Ok(versioned(found.0, &found.1))
}

/// The forecast summed up: business unit, planning groups and queues by day, week and month.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecastTotals", params(ForecastPath),
    responses((status = 200, body = ForecastTotals), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/totals")]
pub(super) async fn totals(
    context: Context,
    path: web::Path<ForecastPath>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            Ok((forecast.version, forecast_totals(conn, scope, &forecast)?))
        })
        .await?;
    Ok(versioned(found.0, &found.1))
}
