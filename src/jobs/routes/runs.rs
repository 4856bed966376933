//! `/runs`.

use actix_web::{HttpResponse, get, patch, web};
use serde::Deserialize;

use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::{self, Run, RunState};

/// The tenant's runs, newest first.
#[utoipa::path(tag = "runs", operation_id = "listRuns", params(PageParams), responses((status = 200, body = Page<Run>)))]
#[get("/runs")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| jobs::list_runs(conn, scope, &page))
            .await?,
    ))
}

/// One run: its state, progress and result.
#[utoipa::path(tag = "runs", operation_id = "getRun", params(("runId" = String, Path)),
    responses((status = 200, body = Run), (status = 404, body = ProblemBody)))]
#[get("/runs/{runId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| jobs::find_run(conn, scope, &id))
            .await?,
    ))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RunPatch {
    /// `Canceled` is the only state that can be asked for.
    state: RunState,
}

/// Cancels a run.
#[utoipa::path(tag = "runs", operation_id = "patchRun", request_body = RunPatch, params(("runId" = String, Path)),
    responses((status = 200, body = Run), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[patch("/runs/{runId}")]
pub(super) async fn patch(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<RunPatch>,
) -> Result<HttpResponse, ApiError> {
    if body.state != RunState::Canceled {
        let failure = Failure::invalid("/state", "not-settable", "only Canceled can be asked for");
        return Err(context.error(failure));
    }
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| jobs::cancel_run(conn, scope, &id))
            .await?,
    ))
}
