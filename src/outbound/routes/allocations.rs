//! `/outbound/allocations`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody, created};
use crate::outbound::{self, Allocation, AllocationRequest, AllocationSummary};

/// The tenant's allocations, by age, without their intervals.
#[utoipa::path(tag = "outbound", operation_id = "listAllocations", params(PageParams),
    responses((status = 200, body = Page<AllocationSummary>)))]
#[get("/outbound/allocations")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_allocations(conn, scope, &page))
            .await?,
    ))
}

/// Hands the surplus agent-minutes of a schedule to campaigns, where they are worth most.
#[utoipa::path(tag = "outbound", operation_id = "createAllocation", request_body = AllocationRequest, responses(
    (status = 201, body = Allocation), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/outbound/allocations")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<AllocationRequest>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::allocate_schedule(conn, scope, &body))
        .await?;
    let location = format!("/api/v1/outbound/allocations/{}", made.id);
    Ok(created(&location, 1, &made))
}

/// One allocation: minutes per campaign and interval, prices, messages.
#[utoipa::path(tag = "outbound", operation_id = "getAllocation", params(("allocationId" = String, Path)),
    responses((status = 200, body = Allocation), (status = 404, body = ProblemBody)))]
#[get("/outbound/allocations/{allocationId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_allocation(conn, scope, &id))
            .await?,
    ))
}
