//! `/adherence/explanations` and `/agents/{agentId}/adherence/explanations`.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::adherence::{self, AgentExplanations, Explanation, ExplanationStatus, NewExplanation};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListParams {
    /// Only those that are Pending, Approved or Denied.
    status: Option<ExplanationStatus>,
    /// 1 to 1,000; 100 when left out.
    page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    page_token: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentParams {
    /// First local day yyyy-MM-dd.
    start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all.
    end_date: NaiveDate,
    /// Name of a definition or of an own profile; `genesys-cloud` when left out.
    definition: Option<String>,
}

/// A decision.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewBody {
    /// Approved, Denied, or Pending to reopen it.
    status: ExplanationStatus,
}

/// Explanations of all agents, in the order they were added.
#[utoipa::path(tag = "adherence", operation_id = "listAdherenceExplanations", params(ListParams), responses(
    (status = 200, body = Page<Explanation>), (status = 422, body = ProblemBody)))]
#[get("/adherence/explanations")]
pub(super) async fn list(
    context: Context,
    Params(params): Params<ListParams>,
) -> Result<HttpResponse, ApiError> {
    let page = PageParams {
        page_size: params.page_size,
        page_token: params.page_token,
    };
    let found = context
        .read(move |conn, scope| adherence::list_explanations(conn, scope, params.status, &page))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// An agent's explanations, and what evidence explains by itself; the role agent sees its own only.
#[utoipa::path(tag = "adherence", operation_id = "getAgentAdherenceExplanations",
    params(("agentId" = String, Path), AgentParams), responses(
    (status = 200, body = AgentExplanations), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/agents/{agentId}/adherence/explanations")]
pub(super) async fn of_agent(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<AgentParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let dates = (params.start_date, params.end_date);
            adherence::agent_explanations(conn, scope, &id, dates, params.definition.as_deref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Adds an explanation: an agent's own is Pending, staff's is Approved.
#[utoipa::path(tag = "adherence", operation_id = "createAgentAdherenceExplanation",
    params(("agentId" = String, Path)), request_body = NewExplanation, responses(
    (status = 201, body = Explanation), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/agents/{agentId}/adherence/explanations")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(new): Body<NewExplanation>,
) -> Result<HttpResponse, ApiError> {
    let added = context
        .write(move |conn, scope| adherence::add_explanation(conn, scope, &id, &new))
        .await?;
    let place = format!(
        "/api/v1/agents/{}/adherence/explanations/{}",
        added.agent_id, added.id
    );
    Ok(created(&place, added.version, &added))
}

/// Decides on an explanation that is still at the version in If-Match.
#[utoipa::path(tag = "adherence", operation_id = "reviewAgentAdherenceExplanation", request_body = ReviewBody,
    params(("agentId" = String, Path), ("explanationId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Explanation), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/agents/{agentId}/adherence/explanations/{explanationId}")]
pub(super) async fn patch(
    context: Context,
    ids: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(body): Body<ReviewBody>,
) -> Result<HttpResponse, ApiError> {
    let reviewed = context
        .write(move |conn, scope| {
            let (agent, id) = &*ids;
            adherence::review_explanation(conn, scope, agent, id, version, body.status)
        })
        .await?;
    Ok(versioned(reviewed.version, &reviewed))
}
