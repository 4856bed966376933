//! `/outbound/service-tier-overrides`, `…/{personId}`.

use actix_web::{HttpResponse, delete, get, put, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::outbound::{self, NewServiceTierOverride, ServiceTierOverride};

/// Customer tiers that people were given, in order of the persons, also those that have ended.
#[utoipa::path(tag = "outbound", operation_id = "listServiceTierOverrides", params(PageParams),
    responses((status = 200, body = Page<ServiceTierOverride>)))]
#[get("/outbound/service-tier-overrides")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_service_tier_overrides(conn, scope, &page))
            .await?,
    ))
}

/// Gives a person a customer tier, in the place of the one they had.
#[utoipa::path(tag = "outbound", operation_id = "putServiceTierOverride", request_body = NewServiceTierOverride,
    params(("personId" = String, Path)),
    responses((status = 200, body = ServiceTierOverride), (status = 422, body = ProblemBody)))]
#[put("/outbound/service-tier-overrides/{personId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewServiceTierOverride>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::put_service_tier_override(conn, scope, &id, &body))
            .await?,
    ))
}

/// Takes a person's customer tier.
#[utoipa::path(tag = "outbound", operation_id = "deleteServiceTierOverride", params(("personId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/outbound/service-tier-overrides/{personId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| outbound::delete_service_tier_override(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
