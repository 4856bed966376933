//! `GET …/schedules/{scheduleId}/performance-predictions`.

use actix_web::{HttpResponse, get, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, ProblemBody};
use crate::simulation::{LatestPrediction, latest_prediction};

/// What the schedule's last simulation found, by scenario and planning group.
#[utoipa::path(tag = "schedules", operation_id = "getPerformancePredictions", params(SchedulePath), responses(
    (status = 200, body = LatestPrediction), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/performance-predictions"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    let latest = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            latest_prediction(conn, scope, &schedule)
        })
        .await?;
    Ok(HttpResponse::Ok().json(latest))
}
