//! `…/schedules/{scheduleId}/generation-results`.

use actix_web::{HttpResponse, get, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, ProblemBody};
use crate::schedules::{self, GenerationResults};

/// What the roster run said: messages, uncovered demand with its causes, the audit certificate.
#[utoipa::path(tag = "schedules", operation_id = "getScheduleGenerationResults", params(SchedulePath), responses(
    (status = 200, body = GenerationResults), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/generation-results"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    let results = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::find_generation_results(conn, scope, &schedule.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(results))
}
