//! `/outbound/campaigns/{campaignId}/start`, `/stop`, `/progress`, `/callbacks`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, versioned};
use crate::outbound::{self, Callback, Campaign, CampaignProgress, CampaignStatus};

/// Switches a campaign on: its contacts may be leased.
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

/// Switches a campaign off: nothing is leased any more, and leases already out cannot be started.
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
