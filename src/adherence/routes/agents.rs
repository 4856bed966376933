//! `/agents/{agentId}/adherence`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::adherence::{self, AgentAdherenceReport};
use crate::http::{ApiError, Context, Params, ProblemBody};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentAdherenceParams {
    /// First local day yyyy-MM-dd.
    start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all.
    end_date: NaiveDate,
    /// Name of a definition; `genesys-cloud` when left out.
    definition: Option<String>,
}

/// One agent's adherence with every exception; the role agent sees its own only.
#[utoipa::path(tag = "adherence", operation_id = "getAgentAdherence",
    params(("agentId" = String, Path), AgentAdherenceParams), responses(
    (status = 200, body = AgentAdherenceReport), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/agents/{agentId}/adherence")]
pub(super) async fn get(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<AgentAdherenceParams>,
) -> Result<HttpResponse, ApiError> {
    let report = context
        .read(move |conn, scope| {
            let dates = (params.start_date, params.end_date);
            adherence::agent_adherence(conn, scope, &id, dates, params.definition.as_deref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(report))
}
