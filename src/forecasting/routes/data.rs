//! `GET …/short-term-forecasts/{forecastId}/data`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use crate::db::Instant;
use crate::forecasting::{GroupNumbers, find_forecast_of_week, forecast_numbers, parse_week_date};
use crate::http::{ApiError, Context, ProblemBody, versioned};

/// A forecast's numbers with the grid they stand on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForecastData {
    /// The forecast.
    id: String,
    /// First local day.
    week_date: NaiveDate,
    /// How many weeks.
    week_count: u32,
    /// Start of interval 0.
    reference_start_date: Instant,
    /// Length of an interval.
    interval_length_minutes: u32,
    /// Zone of the local days.
    #[schema(value_type = String)]
    time_zone: Tz,
    /// One entry a planning group, one number an interval.
    planning_groups: Vec<GroupNumbers>,
    /// The forecast's: rises when its modifications change.
    version: i32,
}

/// Volume with its bands and handle time, per planning group and interval: with the planner's modifications, and beside
/// them what the models say.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecastData",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("forecastId" = String, Path)),
    responses((status = 200, body = ForecastData), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/data")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = parse_week_date(&week)?;
            let forecast = find_forecast_of_week(conn, scope, &business_unit_id, week, &id)?;
            Ok(ForecastData {
                planning_groups: forecast_numbers(conn, scope, &forecast.id)?,
                version: forecast.version,
                id: forecast.id,
                week_date: forecast.week_date,
                week_count: forecast.week_count,
                reference_start_date: forecast.reference_start_date,
                interval_length_minutes: forecast.interval_length_minutes,
                time_zone: forecast.time_zone,
            })
        })
        .await?;
    Ok(versioned(found.version, &found))
}
