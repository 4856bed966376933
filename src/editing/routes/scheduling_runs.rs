//! `/business-units/{businessUnitId}/scheduling/runs/{runId}`.

use actix_web::{HttpResponse, get, patch, web};
use serde::Deserialize;

use crate::editing::{
    EditOutcome, OnRuleFailure, RescheduleResult, apply_reschedule, find_reschedule,
    planned_reschedule, refused,
};
use crate::http::{ApiError, Body, Context, ProblemBody, versioned};
use crate::jobs::cancel_run;
use crate::schedules::RuleFailureAction;

/// What becomes of a run.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
enum WantedState {
    /// Its proposal is applied to the schedule.
    Applied,
    /// It stops, if it has not ended.
    Canceled,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PatchSchedulingRun {
    /// `Applied` or `Canceled`.
    state: WantedState,
    /// What is to become of a proposal that breaks a rule.
    #[serde(default)]
    rule_failure_action: RuleFailureAction,
    /// Why it is applied; needed to override rules, and kept with the version.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// What a reschedule proposes: the shifts that would change, what the rules say, and the service with and without it.
#[utoipa::path(tag = "schedules", operation_id = "getSchedulingRunResult",
    params(("businessUnitId" = String, Path), ("runId" = String, Path)), responses(
    (status = 200, body = RescheduleResult), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/scheduling/runs/{runId}/result")]
pub(super) async fn result(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, run_id) = path.into_inner();
    let found = context
        .read(move |conn, scope| find_reschedule(conn, scope, &unit, &run_id))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Applies a reschedule's proposal whole, or cancels the run. A schedule that has changed since the run began is 412,
/// and nothing is applied.
#[utoipa::path(tag = "schedules", operation_id = "patchSchedulingRun", request_body = PatchSchedulingRun,
    params(("businessUnitId" = String, Path), ("runId" = String, Path)), responses(
    (status = 200, body = EditOutcome), (status = 204, description = "asked to stop"), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[patch("/business-units/{businessUnitId}/scheduling/runs/{runId}")]
pub(super) async fn patch(
    context: Context,
    path: web::Path<(String, String)>,
    Body(wanted): Body<PatchSchedulingRun>,
) -> Result<HttpResponse, ApiError> {
    let (unit, run_id) = path.into_inner();
    if matches!(wanted.state, WantedState::Canceled) {
        context
            .write(move |conn, scope| cancel_run(conn, scope, &run_id))
            .await?;
        return Ok(HttpResponse::NoContent().finish());
    }
    let on_failure = OnRuleFailure {
        rule_failure_action: wanted.rule_failure_action,
        reason: wanted.reason,
    };
    let id = run_id.clone();
    let planned = context
        .read(move |conn, scope| planned_reschedule(conn, scope, &unit, &id, on_failure))
        .await?;
    if let Some(error) = refused(&context, &planned) {
        return Err(error);
    }
    let outcome = context
        .write(move |conn, scope| apply_reschedule(conn, scope, &run_id, planned))
        .await?;
    Ok(versioned(outcome.schedule.version, &outcome))
}
