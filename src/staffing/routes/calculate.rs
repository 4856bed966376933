//! `POST /staffing-requirements/calculate`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::staffing::{IntervalRequirement, IntervalToStaff, calculate_requirement};

/// The agents one interval takes, with every number on the way.
#[utoipa::path(tag = "forecasts", operation_id = "calculateStaffingRequirement", request_body = IntervalToStaff,
    responses((status = 200, body = IntervalRequirement), (status = 422, body = ProblemBody)))]
#[post("/staffing-requirements/calculate")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<IntervalToStaff>,
) -> Result<HttpResponse, ApiError> {
    let found = calculate_requirement(&body).map_err(|failure| context.error(failure))?;
    Ok(HttpResponse::Ok().json(found))
}
