//! `POST /staffing-requirements/calculate`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::staffing::{IntervalRequirement, IntervalToStaff, calculate_requirement};

/// The agents one interval takes, with every number on the way. `Accept: text/csv` answers the derivation as a CSV
/// whose last column holds spreadsheet formulas that compute each number again.
#[utoipa::path(tag = "forecasts", operation_id = "calculateStaffingRequirement", request_body = IntervalToStaff,
    responses((status = 200, content((IntervalRequirement = "application/json"), (String = "text/csv"))),
        (status = 422, body = ProblemBody)))]
#[post("/staffing-requirements/calculate")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<IntervalToStaff>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .off_loop(move || calculate_requirement(&body))
        .await?;
    Ok(if context.prefers_csv() {
        super::csv(found.derivation.to_csv())
    } else {
        HttpResponse::Ok().json(found)
    })
}
