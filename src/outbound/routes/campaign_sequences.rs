//! `/outbound/sequences`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, CampaignSequence, NewCampaignSequence};

/// Sequences of campaigns, the oldest first.
#[utoipa::path(tag = "outbound", operation_id = "listCampaignSequences", params(PageParams),
    responses((status = 200, body = Page<CampaignSequence>), (status = 422, body = ProblemBody)))]
#[get("/outbound/sequences")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_campaign_sequences(conn, scope, &page))
            .await?,
    ))
}

/// Makes a sequence of campaigns.
#[utoipa::path(tag = "outbound", operation_id = "createCampaignSequence", request_body = NewCampaignSequence, responses(
    (status = 201, body = CampaignSequence), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/sequences")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewCampaignSequence>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_campaign_sequence(conn, scope, &body))
        .await?;
    let location = format!("/api/v1/outbound/sequences/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One of them; its version is the ETag.
#[utoipa::path(tag = "outbound", operation_id = "getCampaignSequence", params(("sequenceId" = String, Path)),
    responses((status = 200, body = CampaignSequence), (status = 404, body = ProblemBody)))]
#[get("/outbound/sequences/{sequenceId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_campaign_sequence(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites one that is still at the version in If-Match.
#[utoipa::path(tag = "outbound", operation_id = "updateCampaignSequence", request_body = NewCampaignSequence,
    params(("sequenceId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CampaignSequence), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/sequences/{sequenceId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewCampaignSequence>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            outbound::update_campaign_sequence(conn, scope, &id, version, &body)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a sequence of campaigns.
#[utoipa::path(tag = "outbound", operation_id = "deleteCampaignSequence", params(("sequenceId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/sequences/{sequenceId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_campaign_sequence(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Starts a sequence with the campaign it is at; one that is complete begins anew.
#[utoipa::path(tag = "outbound", operation_id = "startCampaignSequence", params(("sequenceId" = String, Path)),
    responses((status = 200, body = CampaignSequence), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody)))]
#[post("/outbound/sequences/{sequenceId}/start")]
pub(super) async fn start(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = context
        .write(move |conn, scope| outbound::start_campaign_sequence(conn, scope, &id))
        .await?;
    Ok(versioned(now.version, &now))
}

/// Stops a sequence and the campaign it is at.
#[utoipa::path(tag = "outbound", operation_id = "stopCampaignSequence", params(("sequenceId" = String, Path)),
    responses((status = 200, body = CampaignSequence), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody)))]
#[post("/outbound/sequences/{sequenceId}/stop")]
pub(super) async fn stop(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = context
        .write(move |conn, scope| outbound::stop_campaign_sequence(conn, scope, &id))
        .await?;
    Ok(versioned(now.version, &now))
}
