//! `/management-units/{managementUnitId}/historical-adherence-query`.

use actix_web::{HttpResponse, post, web};

use crate::adherence::{self, AdherenceReport, HistoricalAdherenceQuery};
use crate::http::{ApiError, Body, Context, ProblemBody};

/// The adherence of a management unit's agents over up to 31 days.
#[utoipa::path(tag = "adherence", operation_id = "queryHistoricalAdherence",
    params(("managementUnitId" = String, Path)), request_body = HistoricalAdherenceQuery, responses(
    (status = 200, body = AdherenceReport), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/management-units/{managementUnitId}/historical-adherence-query")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(query): Body<HistoricalAdherenceQuery>,
) -> Result<HttpResponse, ApiError> {
    let report = context
        .read(move |conn, scope| adherence::query_historical_adherence(conn, scope, &id, &query))
        .await?;
    Ok(HttpResponse::Ok().json(report))
}
