//! `/agent-state-events`.

use actix_web::{HttpResponse, post};
use serde::Deserialize;

use crate::adherence::{self, EventReceipt, NewAgentStateEvent};
use crate::http::{ApiError, Body, Context, ProblemBody};

/// States that agents took on.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentStateEventsBody {
    /// 1 to 1,000 events, in any order.
    events: Vec<NewAgentStateEvent>,
    /// `true` takes events that are more than 30 and up to 400 days old, and so changes days that are closed.
    #[serde(default)]
    backfill: bool,
}

/// Takes in agent-state events, up to 1,000 a call. Sending one again changes nothing; each event has its own outcome.
#[utoipa::path(tag = "adherence", operation_id = "createAgentStateEvents", request_body = AgentStateEventsBody, responses(
    (status = 200, body = EventReceipt), (status = 422, body = ProblemBody)))]
#[post("/agent-state-events")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<AgentStateEventsBody>,
) -> Result<HttpResponse, ApiError> {
    let receipt = context
        .write(move |conn, scope| {
            adherence::record_agent_state_events(conn, scope, &body.events, body.backfill)
        })
        .await?;
    Ok(HttpResponse::Ok().json(receipt))
}
