//! `/runs/{runId}/what-ifs`.

use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::Run;
use crate::rostering::{
    AskWhatIf, RosterChange, RosterWhatIf, RosterWhatIfSummary, find_what_if, list_what_ifs,
    submit_what_if,
};

/// Changes that were tried out on a roster run's roster, newest first, without their lines.
#[utoipa::path(tag = "runs", operation_id = "listRosterWhatIfs", params(("runId" = String, Path), PageParams),
    responses((status = 200, body = Page<RosterWhatIfSummary>), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/runs/{runId}/what-ifs")]
pub(super) async fn list(
    context: Context,
    run_id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| list_what_ifs(conn, scope, &run_id, &page))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// What changes would mean for a roster run's roster: objective, hours, shifts and agents before and after.
#[utoipa::path(tag = "runs", operation_id = "getRosterWhatIf",
    params(("runId" = String, Path), ("whatIfId" = String, Path)),
    responses((status = 200, body = RosterWhatIf), (status = 404, body = ProblemBody)))]
#[get("/runs/{runId}/what-ifs/{whatIfId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (run_id, what_if_id) = path.into_inner();
    let found = context
        .read(move |conn, scope| find_what_if(conn, scope, &run_id, &what_if_id))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Changes to be tried out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewRosterWhatIf {
    /// What is changed, all of it at once; 1 to 50.
    changes: Vec<RosterChange>,
    /// Both searches, the roster as it stands and the changed one, end after this long together; 120 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    time_limit_seconds: Option<u32>,
}

/// Queues a run that tries changes out on a roster run's roster; its result names the what-if. No schedule changes.
#[utoipa::path(tag = "runs", operation_id = "askRosterWhatIf", request_body = NewRosterWhatIf,
    params(("runId" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/runs/{runId}/what-ifs")]
pub(super) async fn post(
    context: Context,
    run_id: web::Path<String>,
    Body(body): Body<NewRosterWhatIf>,
) -> Result<HttpResponse, ApiError> {
    let request = AskWhatIf {
        run_id: run_id.into_inner(),
        changes: body.changes,
        time_limit_seconds: body.time_limit_seconds,
    };
    let run = context
        .write(move |conn, scope| submit_what_if(conn, scope, request))
        .await?;
    Ok(context.accepted(&run))
}
