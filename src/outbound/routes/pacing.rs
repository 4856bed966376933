//! `/outbound/campaigns/{campaignId}/pacing`.

use actix_web::{HttpResponse, post, web};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::outbound::{self, PacingAnswer, PacingRequest};

/// Says how many lines a campaign's dialer starts now, why, and with which probability the cap on abandoned calls holds.
#[utoipa::path(tag = "outbound", operation_id = "paceCampaign", request_body = PacingRequest,
    params(("campaignId" = String, Path)), responses(
    (status = 200, body = PacingAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/pacing")]
pub(super) async fn post(
    context: Context,
    campaign: web::Path<String>,
    Body(body): Body<PacingRequest>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let answer = context
        .off_loop(move || outbound::pace_campaign(&db, &scope, &campaign, &body))
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}
