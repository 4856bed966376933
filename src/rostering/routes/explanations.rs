//! `GET /runs/{runId}/explanations`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::rostering::{ExplanationQuery, Explanations, RosterSolver, explain, find_record};

/// Why a roster is as it is: what stays short and why; and for what the query names, what stands against meeting an
/// interval's demand, why an agent has their line, or why a wish is not in it.
#[utoipa::path(tag = "runs", operation_id = "getRosterExplanations",
    params(("runId" = String, Path), ExplanationQuery),
    responses((status = 200, body = Explanations), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/runs/{runId}/explanations")]
pub(super) async fn get(
    context: Context,
    solver: web::Data<RosterSolver>,
    run_id: web::Path<String>,
    Params(query): Params<ExplanationQuery>,
) -> Result<HttpResponse, ApiError> {
    let record = context
        .read(move |conn, scope| find_record(conn, scope, &run_id))
        .await?;
    let told = context
        .off_loop(move || explain(&record, &query, &solver))
        .await?;
    Ok(HttpResponse::Ok().json(told))
}
