//! `…/schedules/{scheduleId}/headcount-forecast`.

use actix_web::{HttpResponse, get, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, ProblemBody};
use crate::schedules::{self, HeadcountForecast};

/// Heads required and scheduled, and the service they give, by planning group and interval.
#[utoipa::path(tag = "schedules", operation_id = "getScheduleHeadcountForecast", params(SchedulePath), responses(
    (status = 200, body = HeadcountForecast), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/headcount-forecast"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    let headcount = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::headcount_forecast(conn, scope, &schedule.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(headcount))
}
