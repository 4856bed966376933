//! The run of kind `roster`: read, solve, judge, keep.

use crewcast_solver::audit::audit;
use crewcast_solver::search::Solution;
use serde_json::{Value, json};

use super::inputs::{RosterInputs, read_inputs};
use super::labour_law::judge_lines;
use super::outcome::Roster;
use super::problem::{Stated, state};
use super::record::{Found, keep_found, keep_problem};
use super::request::GenerateSchedule;
use super::solving::{Report, RosterSolver, Watch, watched};
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::schedules::{NewDraft, Schedule, SearchStep, create_draft, find_schedule_of_run};
use crate::time_off::put_approved_time_off_into;

/// Reading ends and the search begins at this share of the progress.
const READ_PERCENT: f64 = 5.0;

/// The search ends and writing begins at this share.
const SOLVED_PERCENT: f64 = 95.0;

/// Handles a run: its result is `{"scheduleId": …}`. A run taken up again after it wrote its schedule names that one.
///
/// # Errors
/// Those of [`read_inputs`] and of [`RosterSolver::solve`]. Scarce or contradictory supply is no error: the draft explains it.
pub fn run(context: &JobContext<'_>, solver: &RosterSolver) -> Result<Value, Failure> {
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
    let stated = state(&inputs, request.seed.unwrap_or(0), request.gap)?;
    let run_id = context.run_id();
    context
        .db
        .write(|conn| keep_problem(conn, &context.scope(), run_id, &inputs, &stated))?;
    context.progress(READ_PERCENT, &json!({ "phase": "read" }))?;
    let made = {
        let now = || context.scope().now.epoch_millis();
        let began = now();
        let deadline = began + request.time_limit_millis();
        let wall_seconds = || (now() - began) as f64 / 1_000.0;
        let share = (READ_PERCENT, SOLVED_PERCENT);
        watched(context, deadline, share, |watch| {
            roster((&inputs, &stated), &request, solver, watch, &wall_seconds)
        })?
    };
    let schedule = keep(context, made)?;
    Ok(json!({ "scheduleId": schedule.id }))
}

/// Keeps what a run has made, all of it or nothing.
pub(super) fn keep(context: &JobContext<'_>, made: Rostered) -> Result<Schedule, Failure> {
    let draft = NewDraft {
        run_id: Some(context.run_id().to_owned()),
        ..made.draft
    };
    context.db.write(|conn| {
        keep_found(conn, &context.scope(), context.run_id(), &made.found)?;
        let schedule = create_draft(conn, &context.scope(), draft)?;
        put_approved_time_off_into(conn, &context.scope(), &schedule)?;
        Ok(schedule)
    })
}

/// A draft, and what questions about it will need.
pub(super) struct Rostered {
    pub draft: NewDraft,
    pub found: Found,
}

/// Solves and judges: from the inputs to a draft.
pub(super) fn roster(
    (inputs, stated): (&RosterInputs, &Stated),
    request: &GenerateSchedule,
    solver: &RosterSolver,
    watch: &mut Watch<'_>,
    wall_seconds: &dyn Fn() -> f64,
) -> Result<Rostered, Failure> {
    let mut search: Vec<SearchStep> = Vec::new();
    let mut progress = |report: &Report| {
        note(&mut search, report, wall_seconds());
        (watch.progress)(report);
    };
    let solution = {
        let mut watch = Watch {
            stop: watch.stop,
            is_cancelled: watch.is_cancelled,
            progress: &mut progress,
        };
        solver.solve(&stated.problem, &mut watch)?
    };
    judged((inputs, stated), request, &solution, search, wall_seconds())
}

/// A solution as a draft, with the judge's word on it.
pub(super) fn judged(
    (inputs, stated): (&RosterInputs, &Stated),
    request: &GenerateSchedule,
    solution: &Solution,
    search: Vec<SearchStep>,
    wall_seconds: f64,
) -> Result<Rostered, Failure> {
    let certificate = audit(&stated.problem, solution);
    if !certificate.is_clean() {
        tracing::error!(
            breaches = certificate.breaches.len(),
            "the judge found faults in a roster; the draft carries them"
        );
    }
    let law = judge_lines(inputs, stated, &solution.lines)?;
    let solved = Roster {
        law: &law,
        inputs,
        stated,
        solution,
        certificate: &certificate,
        search,
        wall_seconds,
    };
    let draft = NewDraft {
        business_unit_id: request.business_unit_id.clone(),
        week_date: request.week_date,
        week_count: request.week_count,
        description: request.description.clone(),
        forecast_id: Some(request.short_term_forecast_id.clone()),
        run_id: None,
        metrics: Some(solved.metrics()?),
        results: solved.results(),
        scheduled_heads: solved.scheduled_heads(),
        shifts: solved.shifts()?,
    };
    Ok(Rostered {
        draft,
        found: Found::from(solution),
    })
}

/// Keeps a report that tells of a better roster or bound.
fn note(search: &mut Vec<SearchStep>, report: &Report, seconds: f64) {
    let last = search.last();
    let known = last.map(|step| (step.objective, step.bound));
    if known == Some((report.objective, report.bound))
        || (known.is_none() && report.objective.is_none())
    {
        return;
    }
    search.push(SearchStep {
        seconds,
        phase: report.phase.clone(),
        objective: report.objective,
        bound: report.bound,
    });
}
