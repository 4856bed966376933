//! `/outbound/campaigns/{campaignId}/leases`, `/outbound/leases/{leaseId}/…`.

use actix_web::{HttpResponse, ResponseError, post, web};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::instruments;
use crate::outbound::{
    self, ExtendedLease, Heartbeat, LeaseRequest, Leases, NewOutcome, Outcome, ReleaseLease,
    ReleasedLease, StartLease, StartedLease,
};

/// Leases contacts that may be called now: nobody else holds them until they expire.
#[utoipa::path(tag = "outbound", operation_id = "leaseContacts", request_body = LeaseRequest,
    params(("campaignId" = String, Path)), responses((status = 200, body = Leases),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/campaigns/{campaignId}/leases")]
pub(super) async fn lease(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<LeaseRequest>,
) -> Result<HttpResponse, ApiError> {
    let leases = context
        .write(move |conn, scope| outbound::lease_contacts(conn, scope, &id, &body))
        .await?;
    instruments::leased(leases.leases.len());
    Ok(HttpResponse::Ok().json(leases))
}

/// Asks everything again, immediately before the call.
#[utoipa::path(tag = "outbound", operation_id = "startLease", request_body = StartLease,
    params(("leaseId" = String, Path)), responses((status = 200, body = StartedLease),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 410, body = ProblemBody)))]
#[post("/outbound/leases/{leaseId}/start")]
pub(super) async fn start(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<StartLease>,
) -> Result<HttpResponse, ApiError> {
    let started = context
        .write_until_known(move |conn, scope| outbound::start_lease(conn, scope, &id, &body))
        .await;
    // A fault of ours says nothing of the lease.
    if !started
        .as_ref()
        .is_err_and(|error| error.status_code().is_server_error())
    {
        instruments::lease_start(started.is_ok());
    }
    Ok(HttpResponse::Ok().json(started?))
}

/// Extends a lease that is still worked on.
#[utoipa::path(tag = "outbound", operation_id = "extendLease", request_body = Heartbeat,
    params(("leaseId" = String, Path)), responses((status = 200, body = ExtendedLease),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 410, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/outbound/leases/{leaseId}/heartbeat")]
pub(super) async fn heartbeat(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<Heartbeat>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write_until_known(move |conn, scope| outbound::extend_lease(conn, scope, &id, &body))
            .await?,
    ))
}

/// Gives a contact back that was not called; no attempt is counted.
#[utoipa::path(tag = "outbound", operation_id = "releaseLease", request_body = ReleaseLease,
    params(("leaseId" = String, Path)), responses((status = 200, body = ReleasedLease),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[post("/outbound/leases/{leaseId}/release")]
pub(super) async fn release(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<ReleaseLease>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write_until_known(move |conn, scope| outbound::release_lease(conn, scope, &id, &body))
            .await?,
    ))
}

/// Records what came of the call.
#[utoipa::path(tag = "outbound", operation_id = "recordLeaseOutcome", request_body = NewOutcome,
    params(("leaseId" = String, Path)), responses((status = 200, body = Outcome),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/leases/{leaseId}/outcome")]
pub(super) async fn outcome(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewOutcome>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write_until_known(move |conn, scope| outbound::record_outcome(conn, scope, &id, &body))
            .await?,
    ))
}
