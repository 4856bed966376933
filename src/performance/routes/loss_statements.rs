//! `/performance/loss-statement`.

use actix_web::{HttpResponse, post};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::performance::{LossStatement, LossStatementQuery, state_loss};

/// What a habit of staffing loses beside a proposal: in heads, hours, contacts and money, with every formula.
#[utoipa::path(tag = "performance", operation_id = "queryLossStatement", request_body = LossStatementQuery, responses(
    (status = 200, body = LossStatement), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/performance/loss-statement")]
pub(super) async fn post(
    context: Context,
    Body(query): Body<LossStatementQuery>,
) -> Result<HttpResponse, ApiError> {
    let statement = context
        .read(move |conn, scope| state_loss(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(statement))
}
