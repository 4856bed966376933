//! `/outbound/segment-proposals`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::Run;
use crate::outbound::{
    self, AdoptSegmentProposal, AdoptedSegmentProposal, NewSegmentProposal, SegmentProposal,
    SegmentProposalSummary,
};

/// The tenant's segment proposals, by age.
#[utoipa::path(tag = "outbound", operation_id = "listSegmentProposals", params(PageParams),
    responses((status = 200, body = Page<SegmentProposalSummary>)))]
#[get("/outbound/segment-proposals")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_segment_proposals(conn, scope, &page))
            .await?,
    ))
}

/// Queues a run that cuts a campaign's open contacts, or a list, into small campaigns that the seats have time for; its result
/// names the proposal.
#[utoipa::path(tag = "outbound", operation_id = "proposeSegments", request_body = NewSegmentProposal, responses(
    (status = 202, body = Run, headers(("Location" = String, description = "the run"))),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/segment-proposals")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<NewSegmentProposal>,
) -> Result<HttpResponse, ApiError> {
    let run = context
        .write(move |conn, scope| outbound::submit_segment_proposal(conn, scope, body))
        .await?;
    Ok(context.accepted(&run))
}

/// One proposal: slices with their conditions, sizes and expected successes, beside the list's own order.
#[utoipa::path(tag = "outbound", operation_id = "getSegmentProposal", params(("segmentProposalId" = String, Path)),
    responses((status = 200, body = SegmentProposal), (status = 404, body = ProblemBody)))]
#[get("/outbound/segment-proposals/{segmentProposalId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_segment_proposal(conn, scope, &id))
            .await?,
    ))
}

/// Makes the campaigns of a proposal's slices, off, each with its contact list filter.
#[utoipa::path(tag = "outbound", operation_id = "adoptSegmentProposal", request_body = AdoptSegmentProposal,
    params(("segmentProposalId" = String, Path)), responses(
    (status = 201, body = AdoptedSegmentProposal), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/outbound/segment-proposals/{segmentProposalId}/campaigns")]
pub(super) async fn adopt(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<AdoptSegmentProposal>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| outbound::adopt_segment_proposal(conn, scope, &id, &body))
        .await?;
    Ok(HttpResponse::Created().json(made))
}
