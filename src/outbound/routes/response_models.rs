//! `/outbound/campaigns/{campaignId}/response-models`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::Run;
use crate::outbound::{
    self, NewResponseModel, ResponseModel, ResponseModelDrift, ResponseModelSummary,
};

/// A campaign's response models, by age.
#[utoipa::path(tag = "outbound", operation_id = "listResponseModels", params(("campaignId" = String, Path), PageParams),
    responses((status = 200, body = Page<ResponseModelSummary>), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/response-models")]
pub(super) async fn list(
    context: Context,
    campaign: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_response_models(conn, scope, &campaign, &page))
            .await?,
    ))
}

/// Queues a run that learns from a campaign's attempts who answers and agrees, when; its result names the model. Leases then
/// hand out the most promising contacts first, unless one probability for all foretells as well.
#[utoipa::path(tag = "outbound", operation_id = "trainResponseModel", request_body = NewResponseModel,
    params(("campaignId" = String, Path)), responses(
    (status = 202, body = Run, headers(("Location" = String, description = "the run"))),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/response-models")]
pub(super) async fn post(
    context: Context,
    campaign: web::Path<String>,
    Body(body): Body<NewResponseModel>,
) -> Result<HttpResponse, ApiError> {
    let run = context
        .write(move |conn, scope| outbound::submit_response_model(conn, scope, &campaign, body))
        .await?;
    Ok(context.accepted(&run))
}

/// One response model: how well it foretells, its segments, its hours.
#[utoipa::path(tag = "outbound", operation_id = "getResponseModel",
    params(("campaignId" = String, Path), ("responseModelId" = String, Path)),
    responses((status = 200, body = ResponseModel), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/response-models/{responseModelId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (campaign, id) = path.into_inner();
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_response_model(conn, scope, &campaign, &id))
            .await?,
    ))
}

/// What a model foretold of the calls since its training against what came of them, segment by segment.
#[utoipa::path(tag = "outbound", operation_id = "getResponseModelDrift",
    params(("campaignId" = String, Path), ("responseModelId" = String, Path)),
    responses((status = 200, body = ResponseModelDrift), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/response-models/{responseModelId}/drift")]
pub(super) async fn drift(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (campaign, id) = path.into_inner();
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::response_model_drift(conn, scope, &campaign, &id))
            .await?,
    ))
}
