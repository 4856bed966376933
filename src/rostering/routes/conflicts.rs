//! `GET /runs/{runId}/conflicts`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::rostering::{RosterConflicts, RosterSolver, explain_conflicts, find_record};

/// The rules that leave agents of a roster run no line together, each needed for the conflict, and the least that has to
/// be let go. A run that failed because an agent has no line can be asked too.
#[utoipa::path(tag = "runs", operation_id = "getRosterConflicts", params(("runId" = String, Path)),
    responses((status = 200, body = RosterConflicts), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
#[get("/runs/{runId}/conflicts")]
pub(super) async fn get(
    context: Context,
    solver: web::Data<RosterSolver>,
    run_id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let record = context
        .read(move |conn, scope| find_record(conn, scope, &run_id))
        .await?;
    let told = context
        .off_loop(move || explain_conflicts(&record, &solver))
        .await?;
    Ok(HttpResponse::Ok().json(told))
}
