//! `/agents/{agentId}/schedule`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::schedules::{self, PeriodParams, PublishedAgentSchedule};

/// An agent's published shifts; agents read their own only.
#[utoipa::path(tag = "schedules", operation_id = "getAgentSchedule",
    params(("agentId" = String, Path), PeriodParams), responses(
    (status = 200, body = PublishedAgentSchedule), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/agents/{agentId}/schedule")]
pub(super) async fn get(
    context: Context,
    agent_id: web::Path<String>,
    Params(period): Params<PeriodParams>,
) -> Result<HttpResponse, ApiError> {
    let schedule = context
        .read(move |conn, scope| schedules::agent_schedule(conn, scope, &agent_id, &period))
        .await?;
    Ok(HttpResponse::Ok().json(schedule))
}
