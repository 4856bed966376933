//! `/outbound/schedules/campaigns`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::outbound::{self, CampaignSchedule, NewCampaignSchedule};

/// Schedules of campaigns, the oldest first.
#[utoipa::path(tag = "outbound", operation_id = "listCampaignSchedules", params(PageParams),
    responses((status = 200, body = Page<CampaignSchedule>), (status = 422, body = ProblemBody)))]
#[get("/outbound/schedules/campaigns")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_campaign_schedules(conn, scope, &page))
            .await?,
    ))
}

/// Makes a schedule; between its starts and ends people may do otherwise.
#[utoipa::path(tag = "outbound", operation_id = "createCampaignSchedule", request_body = NewCampaignSchedule, responses(
    (status = 201, body = CampaignSchedule), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/schedules/campaigns")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewCampaignSchedule>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::create_campaign_schedule(conn, scope, &body))
        .await?;
    let location = format!("/api/v1/outbound/schedules/campaigns/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One of them; its version is the ETag.
#[utoipa::path(tag = "outbound", operation_id = "getCampaignSchedule", params(("campaignScheduleId" = String, Path)),
    responses((status = 200, body = CampaignSchedule), (status = 404, body = ProblemBody)))]
#[get("/outbound/schedules/campaigns/{campaignScheduleId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| outbound::find_campaign_schedule(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites one that is still at the version in If-Match.
#[utoipa::path(tag = "outbound", operation_id = "updateCampaignSchedule", request_body = NewCampaignSchedule,
    params(("campaignScheduleId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CampaignSchedule), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/outbound/schedules/campaigns/{campaignScheduleId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewCampaignSchedule>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            outbound::update_campaign_schedule(conn, scope, &id, version, &body)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a schedule; its campaign stays as it is.
#[utoipa::path(tag = "outbound", operation_id = "deleteCampaignSchedule", params(("campaignScheduleId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/schedules/campaigns/{campaignScheduleId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_campaign_schedule(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
