//! `POST /staffing-requirements/calculate-day`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::staffing::{DayComparison, DayToStaff, calculate_day};

/// The agents a day takes by four methods, and what each gives when the queue of every interval is carried to the
/// next.
#[utoipa::path(tag = "forecasts", operation_id = "calculateStaffingOfDay", request_body = DayToStaff,
    responses((status = 200, body = DayComparison), (status = 422, body = ProblemBody)))]
#[post("/staffing-requirements/calculate-day")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<DayToStaff>,
) -> Result<HttpResponse, ApiError> {
    let found = context.off_loop(move || calculate_day(&body)).await?;
    Ok(HttpResponse::Ok().json(found))
}
