//! `…/schedules/{scheduleId}/history/agents/{agentId}`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::schedules::{self, AgentScheduleHistory};

/// What was changed of one agent's shifts in a schedule, by whom, when and why.
#[utoipa::path(tag = "schedules", operation_id = "getAgentScheduleHistory",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path),
        ("agentId" = String, Path)), responses(
    (status = 200, body = AgentScheduleHistory), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/history/agents/{agentId}"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, week, id, agent_id) = path.into_inner();
    let history = context
        .read(move |conn, scope| {
            let schedule = schedules::find_schedule_of_week(conn, scope, &unit, &week, &id)?;
            schedules::agent_schedule_history(conn, scope, &schedule, &agent_id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(history))
}
