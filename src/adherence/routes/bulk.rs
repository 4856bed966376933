//! `/adherence/historical/bulk`.

use actix_web::{HttpResponse, post};

use crate::adherence::{self, BulkAdherenceQuery};
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;

/// Queues a run that measures whole management units by agent, team or unit, and by day or interval; its result is a
/// BulkAdherence.
#[utoipa::path(tag = "adherence", operation_id = "queryHistoricalAdherenceBulk", request_body = BulkAdherenceQuery,
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 422, body = ProblemBody)))]
#[post("/adherence/historical/bulk")]
pub(super) async fn post(
    context: Context,
    Body(query): Body<BulkAdherenceQuery>,
) -> Result<HttpResponse, ApiError> {
    let run = context
        .write(move |conn, scope| adherence::submit_bulk_query(conn, scope, &query))
        .await?;
    Ok(context.accepted(&run))
}
