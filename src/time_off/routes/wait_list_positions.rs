//! `/wait-list-positions`.

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};

use super::{ListOf, UnitParams};
use crate::http::{ApiError, Body, Context, Params, ProblemBody};
use crate::organisation::find_business_unit;
use crate::time_off::{self, WaitListPosition};

/// Who waits in a business unit, who waits longest first; agents see themselves only.
#[utoipa::path(tag = "time-off", operation_id = "listWaitListPositions", params(UnitParams), responses(
    (status = 200, body = ListOf<WaitListPosition>), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/wait-list-positions")]
pub(super) async fn list(
    context: Context,
    Params(params): Params<UnitParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            time_off::wait_list_positions(conn, scope, &params.business_unit_id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DecideAnew {
    /// The business unit.
    business_unit_id: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DecidedAnew {
    /// Requests that wait no longer, in the order they were decided.
    time_off_request_ids: Vec<String>,
}

/// Decides what waits anew. That happens by itself whenever a limit, a plan, a balance or a cancelation gives room; ask for
/// it after a schedule was published, which can give coverage.
#[utoipa::path(tag = "time-off", operation_id = "promoteWaitList", request_body = DecideAnew, responses(
    (status = 200, body = DecidedAnew), (status = 404, body = ProblemBody)))]
#[post("/wait-list-positions/promote")]
pub(super) async fn decide(
    context: Context,
    Body(body): Body<DecideAnew>,
) -> Result<HttpResponse, ApiError> {
    let time_off_request_ids = context
        .write(move |conn, scope| {
            let unit = find_business_unit(conn, scope, &body.business_unit_id)?;
            time_off::promote_wait_list(conn, scope, &unit.id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(DecidedAnew {
        time_off_request_ids,
    }))
}
