//! `/agents/{agentId}/preferences`.

use actix_web::{HttpResponse, get, put, web};

use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::organisation::{
    AgentPreferences, KnownAgentPreferences, find_agent_preferences, replace_agent_preferences,
};

/// An agent's days off and wishes; their version, 0 before the first, is the ETag. Agents read their own only.
#[utoipa::path(tag = "organisation", operation_id = "getAgentPreferences", params(("agentId" = String, Path)),
    responses((status = 200, body = KnownAgentPreferences), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
#[get("/agents/{agentId}/preferences")]
pub(super) async fn get(
    context: Context,
    agent_id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| find_agent_preferences(conn, scope, &agent_id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites an agent's days off and wishes that are still at the version in If-Match.
#[utoipa::path(tag = "organisation", operation_id = "updateAgentPreferences", request_body = AgentPreferences,
    params(("agentId" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = KnownAgentPreferences), (status = 404, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/agents/{agentId}/preferences")]
pub(super) async fn put(
    context: Context,
    agent_id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(preferences): Body<AgentPreferences>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            replace_agent_preferences(conn, scope, &agent_id, version, &preferences)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}
