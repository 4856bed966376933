//! `POST /staffing-requirements/calculate-batch`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::staffing::{IntervalsToStaff, RequirementOfIntervals, calculate_requirements};

/// The agents up to 100,000 intervals take, each by itself.
#[utoipa::path(tag = "forecasts", operation_id = "calculateStaffingRequirements", request_body = IntervalsToStaff,
    responses((status = 200, body = RequirementOfIntervals), (status = 422, body = ProblemBody)))]
#[post("/staffing-requirements/calculate-batch")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<IntervalsToStaff>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .off_loop(move || calculate_requirements(&body))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
