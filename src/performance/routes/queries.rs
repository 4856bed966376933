//! `/performance/query`.

use actix_web::{HttpResponse, post};

use super::{file, wanted_file};
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::performance::{
    PerformanceAnswer, PerformanceQuery, export_performance, query_performance,
};

/// KPIs by time and dimensions, each with what it was divided from: a page of rows as JSON, or all rows as CSV, XLSX or
/// Parquet by `Accept`.
#[utoipa::path(tag = "performance", operation_id = "queryPerformance", request_body = PerformanceQuery, responses(
    (status = 200, content(
        (PerformanceAnswer = "application/json"),
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.apache.parquet"))),
    (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/performance/query")]
pub(super) async fn post(
    context: Context,
    Body(query): Body<PerformanceQuery>,
) -> Result<HttpResponse, ApiError> {
    let Some(format) = wanted_file(&context) else {
        let answer = context
            .read(move |conn, scope| query_performance(conn, scope, &query))
            .await?;
        return Ok(HttpResponse::Ok().json(answer));
    };
    let bytes = context
        .read(move |conn, scope| export_performance(conn, scope, &query, format))
        .await?;
    Ok(file("performance", format, bytes))
}
