//! `PUT` and `DELETE …/history-findings/{findingId}`.

use actix_web::{HttpResponse, delete, put, web};

use crate::forecasting::{
    FindingRange, ListedFinding, NewFindingDecision, decide_finding, withdraw_finding_decision,
};
use crate::http::{ApiError, Body, Context, Params, ProblemBody};

/// Accepts or refuses a finding's repair, in place of an earlier decision.
///
/// The range is the one the finding was listed with. Forecasts made from now on follow the decision.
#[utoipa::path(tag = "history", operation_id = "decideHistoryFinding", request_body = NewFindingDecision,
    params(("businessUnitId" = String, Path), ("planningGroupId" = String, Path), ("findingId" = String, Path),
        FindingRange),
    responses((status = 200, body = ListedFinding), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[put(
    "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings/{findingId}"
)]
pub(super) async fn put(
    context: Context,
    path: web::Path<(String, String, String)>,
    Params(range): Params<FindingRange>,
    Body(new): Body<NewFindingDecision>,
) -> Result<HttpResponse, ApiError> {
    let (unit, group, finding) = path.into_inner();
    let decided = context
        .write(move |conn, scope| {
            decide_finding(conn, scope, (&unit, &group), &finding, range, &new)
        })
        .await?;
    Ok(HttpResponse::Ok().json(decided))
}

/// Takes a decision back: the finding is undecided again.
#[utoipa::path(tag = "history", operation_id = "withdrawHistoryFindingDecision",
    params(("businessUnitId" = String, Path), ("planningGroupId" = String, Path), ("findingId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete(
    "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings/{findingId}"
)]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, group, finding) = path.into_inner();
    context
        .write(move |conn, scope| withdraw_finding_decision(conn, scope, (&unit, &group), &finding))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
