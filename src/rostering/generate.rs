//! The run of kind `roster`: read, solve, judge, keep.

use crewcast_solver::audit::audit;
use crewcast_solver::search::{SolveError, solve};
use serde_json::{Value, json};

use super::inputs::{RosterInputs, read_inputs};
use super::outcome::Roster;
use super::problem::state;
use super::request::GenerateSchedule;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::schedules::{NewDraft, create_draft, find_schedule_of_run};

/// Reading ends and the search begins at this share of the progress.
const READ_PERCENT: f64 = 5.0;

/// The search ends and writing begins at this share.
const SOLVED_PERCENT: f64 = 95.0;

/// Handles a run: its result is `{"scheduleId": …}`. A run taken up again after it wrote its schedule names that one.
///
/// # Errors
/// Those of [`read_inputs`], [`Failure::Cancelled`], and [`Failure::Conflict`] `roster-problem` when the work plans
/// cannot be stated. Scarce or contradictory supply is no error: the draft explains it.
pub fn run(context: &JobContext<'_>) -> Result<Value, Failure> {
    let request: GenerateSchedule = context.input()?;
    let made = context
        .db
        .read(|conn| find_schedule_of_run(conn, &context.scope(), context.run_id()))?;
    if let Some(schedule) = made {
        return Ok(json!({ "scheduleId": schedule.id }));
    }
    let inputs = context
        .db
        .read(|conn| read_inputs(conn, &context.scope(), &request))?;
    context.progress(READ_PERCENT, &json!({ "phase": "read" }))?;
    let draft = {
        let now = || context.scope().now.epoch_millis();
        let began = now();
        let deadline = began + request.time_limit_millis();
        let stop = || context.is_cancelled() || now() >= deadline;
        let mut report = |percent: f64, detail: &Value| {
            // A cancel is seen by `stop` before the next step of the search.
            let share = READ_PERCENT + percent / 100.0 * (SOLVED_PERCENT - READ_PERCENT);
            if let Err(error) = context.progress(share, detail) {
                tracing::debug!(%error, "progress not written");
            }
        };
        let wall_seconds = || (now() - began) as f64 / 1_000.0;
        roster(&inputs, &request, &stop, &mut report, &wall_seconds)?
    };
    if context.is_cancelled() {
        return Err(Failure::Cancelled);
    }
    let draft = NewDraft {
        run_id: Some(context.run_id().to_owned()),
        ..draft
    };
    let schedule = context
        .db
        .write(|conn| create_draft(conn, &context.scope(), draft))?;
    Ok(json!({ "scheduleId": schedule.id }))
}

/// Solves and judges: from the inputs to a draft.
pub(super) fn roster(
    inputs: &RosterInputs,
    request: &GenerateSchedule,
    stop: &dyn Fn() -> bool,
    report: &mut dyn FnMut(f64, &Value),
    wall_seconds: &dyn Fn() -> f64,
) -> Result<NewDraft, Failure> {
    let stated = state(inputs, request.seed.unwrap_or(0), request.gap);
    let mut progress = |progress: crewcast_solver::search::Progress| {
        let detail = json!({
            "phase": progress.phase,
            "objective": progress.objective,
            "bound": progress.bound,
            "gap": progress.gap,
        });
        report(progress.percent, &detail);
    };
    let solution = solve(&stated.problem, stop, &mut progress).map_err(|error| match error {
        SolveError::Problem(_) | SolveError::NoLine { .. } | SolveError::CostSteps { .. } => {
            Failure::conflict("roster-problem", error.to_string())
        }
        SolveError::Engine { .. } => Failure::Internal(error.to_string()),
    })?;
    let certificate = audit(&stated.problem, &solution);
    if !certificate.is_clean() {
        tracing::error!(
            breaches = certificate.breaches.len(),
            "the judge found faults in a roster; the draft carries them"
        );
    }
    let solved = Roster {
        inputs,
        stated: &stated,
        solution: &solution,
        certificate: &certificate,
    };
    Ok(NewDraft {
        business_unit_id: request.business_unit_id.clone(),
        week_date: request.week_date,
        week_count: request.week_count,
        description: request.description.clone(),
        forecast_id: Some(request.short_term_forecast_id.clone()),
        run_id: None,
        metrics: Some(solved.metrics(wall_seconds())?),
        results: solved.results(),
        scheduled_heads: solved.scheduled_heads(),
        shifts: solved.shifts()?,
    })
}
