//! `/agents/{agentId}/personal-data` and `/erase`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::personal_data::{ErasedAgent, PersonalData, erase_agent, export_agent};

/// All that is held on an agent and the users they sign in as, as one document.
#[utoipa::path(tag = "personal-data", operation_id = "getAgentPersonalData", params(("agentId" = String, Path)), responses(
    (status = 200, body = PersonalData), (status = 404, body = ProblemBody)))]
#[get("/agents/{agentId}/personal-data")]
pub(super) async fn personal_data(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let data = context
        .read(move |conn, scope| export_agent(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(data))
}

/// Erases an agent and the users they sign in as: names, external id, preferences, notes and sessions go, schedules and figures
/// stay under a pseudonym. It cannot be undone.
#[utoipa::path(tag = "personal-data", operation_id = "eraseAgent", params(("agentId" = String, Path)), responses(
    (status = 200, body = ErasedAgent), (status = 404, body = ProblemBody)))]
#[post("/agents/{agentId}/erase")]
pub(super) async fn erase(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let erased = context
        .write_without_rows(move |conn, scope| erase_agent(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(erased))
}
