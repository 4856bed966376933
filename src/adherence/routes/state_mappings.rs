//! `/agent-state-mappings` and `/unmapped-agent-states`.

use actix_web::{HttpResponse, get, put, web};
use serde::Serialize;

use crate::adherence::{self, KnownStateMappings, StateMappings, UnmappedState};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};

/// What the states of all sources mean.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct StateMappingList {
    /// One for each source that has a mapping, by name.
    entities: Vec<KnownStateMappings>,
}

/// States without a meaning.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct UnmappedStateList {
    /// By source, the most frequent first.
    entities: Vec<UnmappedState>,
}

/// What the states of all sources mean that have a mapping of their own.
#[utoipa::path(tag = "adherence", operation_id = "listAgentStateMappings",
    responses((status = 200, body = StateMappingList)))]
#[get("/agent-state-mappings")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    let entities = context.read(adherence::list_state_mappings).await?;
    Ok(HttpResponse::Ok().json(StateMappingList { entities }))
}

/// What a source's states mean, where somebody has said so; the version is the ETag.
#[utoipa::path(tag = "adherence", operation_id = "getAgentStateMapping", params(("source" = String, Path)),
    responses((status = 200, body = KnownStateMappings), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/agent-state-mappings/{source}")]
pub(super) async fn get(
    context: Context,
    source: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| adherence::find_state_mappings(conn, scope, &source))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites what a source's states mean, while it is still at the version in If-Match; 0 makes the first. Events that are already in mean
/// what it says from then on.
#[utoipa::path(tag = "adherence", operation_id = "updateAgentStateMapping", request_body = StateMappings,
    params(("source" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = KnownStateMappings), (status = 404, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/agent-state-mappings/{source}")]
pub(super) async fn put(
    context: Context,
    source: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(mappings): Body<StateMappings>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            adherence::replace_state_mappings(conn, scope, &source, version, &mappings)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// States that came in and mean nothing, with their counts: what there is to map.
#[utoipa::path(tag = "adherence", operation_id = "listUnmappedAgentStates",
    responses((status = 200, body = UnmappedStateList)))]
#[get("/unmapped-agent-states")]
pub(super) async fn unmapped(context: Context) -> Result<HttpResponse, ApiError> {
    let entities = context.read(adherence::unmapped_states).await?;
    Ok(HttpResponse::Ok().json(UnmappedStateList { entities }))
}
