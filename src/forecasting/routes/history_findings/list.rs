//! `GET …/history-findings`.

use actix_web::{HttpResponse, get, web};

use crate::forecasting::{FindingRange, HistoryFindings, list_history_findings};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// What looks wrong in a planning group's history, each with its reason, its proposed repair and the decision taken.
///
/// A strong finding is repaired in every forecast unless it is refused; a likely one only when it is accepted.
#[utoipa::path(tag = "history", operation_id = "listHistoryFindings",
    params(("businessUnitId" = String, Path), ("planningGroupId" = String, Path), FindingRange),
    responses((status = 200, body = HistoryFindings), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
    Params(range): Params<FindingRange>,
) -> Result<HttpResponse, ApiError> {
    let (unit, group) = path.into_inner();
    let found = context
        .read(move |conn, scope| list_history_findings(conn, scope, &unit, &group, range))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
