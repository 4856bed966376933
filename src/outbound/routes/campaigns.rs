//! `/outbound/campaigns`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, Campaign, NewCampaign};

/// The tenant's campaigns, by age.
#[utoipa::path(tag = "outbound", operation_id = "listCampaigns", params(PageParams),
    responses((status = 200, body = Page<Campaign>)))]
#[get("/outbound/campaigns")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_campaigns(conn, scope, &page))
            .await?,
    ))
}

/// Makes a campaign.
#[utoipa::path(tag = "outbound", operation_id = "createCampaign", request_body = NewCampaign, responses(
    (status = 201, body = Campaign), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewCampaign>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_campaign(conn, scope, body))
        .await?;
    let location = format!("/api/v1/outbound/campaigns/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One campaign.
#[utoipa::path(tag = "outbound", operation_id = "getCampaign", params(("campaignId" = String, Path)),
    responses((status = 200, body = Campaign), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaigns/{campaignId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_campaign(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes a campaign.
#[utoipa::path(tag = "outbound", operation_id = "updateCampaign", request_body = NewCampaign,
    params(("campaignId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Campaign), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/campaigns/{campaignId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewCampaign>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::update_campaign(conn, scope, &id, version, body))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a campaign.
#[utoipa::path(tag = "outbound", operation_id = "deleteCampaign", params(("campaignId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/campaigns/{campaignId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_campaign(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
