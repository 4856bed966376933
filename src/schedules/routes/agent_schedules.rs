//! `…/schedules/{scheduleId}/agent-schedules/query`.

use actix_web::{HttpResponse, post, web};
use serde::Serialize;

use super::SchedulePath;
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::schedules::{self, AgentSchedule, AgentScheduleQuery};

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentSchedulesBody {
    /// In order of name; agents without a shift included.
    agent_schedules: Vec<AgentSchedule>,
}

/// The shifts of a schedule by agent.
#[utoipa::path(tag = "schedules", operation_id = "queryAgentSchedules", params(SchedulePath),
    request_body = AgentScheduleQuery, responses(
    (status = 200, body = AgentSchedulesBody), (status = 404, body = ProblemBody)))]
#[post(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/agent-schedules/query"
)]
pub(super) async fn post(
    context: Context,
    path: web::Path<SchedulePath>,
    Body(query): Body<AgentScheduleQuery>,
) -> Result<HttpResponse, ApiError> {
    let agent_schedules = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::query_agent_schedules(conn, scope, &schedule.id, &query)
        })
        .await?;
    Ok(HttpResponse::Ok().json(AgentSchedulesBody { agent_schedules }))
}
