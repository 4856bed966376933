//! `/outbound/campaigns/{campaignId}/start`, `/stop`, `/pause`, `/recycle`, `/progress`, `/stats`, `/diagnostics`,
//! `/callbacks`, and the evaluation of all campaigns.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody, versioned};
use crate::outbound::{
    self, Callback, Campaign, CampaignDiagnostics, CampaignEvaluation, CampaignProgress,
    CampaignStats, CampaignStatsQuery, CampaignStatus, RecycleRequest, RecycledCampaign,
};

/// Starts a campaign: its contacts may be leased. One that cannot work becomes `invalid` instead, and its `errors` say why.
#[utoipa::path(tag = "outbound", operation_id = "startCampaign", params(("campaignId" = String, Path)),
    responses((status = 200, body = Campaign), (status = 404, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/start")]
pub(super) async fn start(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let campaign = context
        .write(move |conn, scope| outbound::switch_campaign(conn, scope, &id, CampaignStatus::On))
        .await?;
    Ok(versioned(campaign.version, &campaign))
}

/// Stops a campaign: nothing is leased any more, and leases already out cannot be started. It is `stopping` while calls run.
#[utoipa::path(tag = "outbound", operation_id = "stopCampaign", params(("campaignId" = String, Path)),
    responses((status = 200, body = Campaign), (status = 404, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/stop")]
pub(super) async fn stop(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let campaign = context
        .write(move |conn, scope| outbound::switch_campaign(conn, scope, &id, CampaignStatus::Off))
        .await?;
    Ok(versioned(campaign.version, &campaign))
}

/// Stops a campaign until a person starts it: schedules, sequences and rules leave it alone.
#[utoipa::path(tag = "outbound", operation_id = "pauseCampaign", params(("campaignId" = String, Path)),
    responses((status = 200, body = Campaign), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/pause")]
pub(super) async fn pause(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let campaign = context
        .write(move |conn, scope| outbound::pause_campaign(conn, scope, &id))
        .await?;
    Ok(versioned(campaign.version, &campaign))
}

/// Puts contacts with chosen outcomes back; their attempts stay on record.
#[utoipa::path(tag = "outbound", operation_id = "recycleCampaign", request_body = RecycleRequest,
    params(("campaignId" = String, Path)), responses((status = 200, body = RecycledCampaign),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/recycle")]
pub(super) async fn recycle(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<RecycleRequest>,
) -> Result<HttpResponse, ApiError> {
    let recycled = context
        .write(move |conn, scope| outbound::recycle_campaign(conn, scope, &id, &body))
        .await?;
    Ok(HttpResponse::Ok().json(recycled))
}

/// What came of a campaign's attempts, in all and by local hour.
#[utoipa::path(tag = "outbound", operation_id = "getCampaignStats", params(("campaignId" = String, Path), CampaignStatsQuery),
    responses((status = 200, body = CampaignStats), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/stats")]
pub(super) async fn stats(
    context: Context,
    id: web::Path<String>,
    Params(query): Params<CampaignStatsQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::campaign_stats(conn, scope, &id, &query))
            .await?,
    ))
}

/// Why a campaign's contacts are not called, by reason, and what to do.
#[utoipa::path(tag = "outbound", operation_id = "diagnoseCampaign", params(("campaignId" = String, Path)),
    responses((status = 200, body = CampaignDiagnostics), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/diagnostics")]
pub(super) async fn diagnostics(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::campaign_diagnostics(conn, scope, &id))
            .await?,
    ))
}

/// Evaluates schedules, campaigns, sequences and rules now, as the service does by itself every minute.
#[utoipa::path(tag = "outbound", operation_id = "evaluateCampaigns",
    responses((status = 200, body = CampaignEvaluation)))]
#[post("/outbound/campaign-evaluations")]
pub(super) async fn evaluate(context: Context) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let done = context
        .off_loop(move || outbound::evaluate_campaigns(&db, &scope))
        .await?;
    Ok(HttpResponse::Ok().json(done))
}

/// How far a campaign is.
#[utoipa::path(tag = "outbound", operation_id = "getCampaignProgress", params(("campaignId" = String, Path)),
    responses((status = 200, body = CampaignProgress), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/progress")]
pub(super) async fn progress(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::campaign_progress(conn, scope, &id))
            .await?,
    ))
}

/// Calls that contacts were promised. Phones are masked for all but administrators and dialers.
#[utoipa::path(tag = "outbound", operation_id = "listCallbacks", params(("campaignId" = String, Path), PageParams),
    responses((status = 200, body = Page<Callback>), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}/callbacks")]
pub(super) async fn callbacks(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_callbacks(conn, scope, &id, &page))
            .await?,
    ))
}
