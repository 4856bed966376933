//! `/outbound/campaign-rules`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, CampaignRule, CampaignRuleFiring, NewCampaignRule};

/// Campaign rules, the oldest first.
#[utoipa::path(tag = "outbound", operation_id = "listCampaignRules", params(PageParams),
    responses((status = 200, body = Page<CampaignRule>), (status = 422, body = ProblemBody)))]
#[get("/outbound/campaign-rules")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_campaign_rules(conn, scope, &page))
            .await?,
    ))
}

/// Makes a rule.
#[utoipa::path(tag = "outbound", operation_id = "createCampaignRule", request_body = NewCampaignRule, responses(
    (status = 201, body = CampaignRule), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaign-rules")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewCampaignRule>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_campaign_rule(conn, scope, &body))
        .await?;
    let location = format!("/api/v1/outbound/campaign-rules/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One of them; its version is the ETag.
#[utoipa::path(tag = "outbound", operation_id = "getCampaignRule", params(("campaignRuleId" = String, Path)),
    responses((status = 200, body = CampaignRule), (status = 404, body = ProblemBody)))]
#[get("/outbound/campaign-rules/{campaignRuleId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_campaign_rule(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites one that is still at the version in If-Match.
#[utoipa::path(tag = "outbound", operation_id = "updateCampaignRule", request_body = NewCampaignRule,
    params(("campaignRuleId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CampaignRule), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/campaign-rules/{campaignRuleId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewCampaignRule>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| outbound::update_campaign_rule(conn, scope, &id, version, &body))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a rule.
#[utoipa::path(tag = "outbound", operation_id = "deleteCampaignRule", params(("campaignRuleId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/campaign-rules/{campaignRuleId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_campaign_rule(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a rule did, and what it had seen, the oldest first; also of one that was deleted.
#[utoipa::path(tag = "outbound", operation_id = "listCampaignRuleFirings", params(("campaignRuleId" = String, Path), PageParams),
    responses((status = 200, body = Page<CampaignRuleFiring>), (status = 422, body = ProblemBody)))]
#[get("/outbound/campaign-rules/{campaignRuleId}/firings")]
pub(super) async fn firings(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_campaign_rule_firings(conn, scope, &id, &page))
            .await?,
    ))
}
