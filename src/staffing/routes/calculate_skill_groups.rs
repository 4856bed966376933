//! `POST /staffing-requirements/calculate-skill-groups`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::staffing::{SkillGroupsStaffing, SkillGroupsToStaff, calculate_skill_groups};

/// Agents of each skill group so that every queue meets its goals at the least cost, judged by simulation.
///
/// At most 50 queues and 50 groups, 2,000 erlangs together. The search simulates about 25 million contacts at
/// most, which takes seconds; where that ends it, a message says so. Equal seeds and inputs give equal
/// answers.
#[utoipa::path(tag = "forecasts", operation_id = "calculateSkillGroupStaffing", request_body = SkillGroupsToStaff,
    responses((status = 200, body = SkillGroupsStaffing), (status = 422, body = ProblemBody)))]
#[post("/staffing-requirements/calculate-skill-groups")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<SkillGroupsToStaff>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .off_loop(move || calculate_skill_groups(&body))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
