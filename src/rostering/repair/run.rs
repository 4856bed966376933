//! The run of kind `roster-repair`.

use serde_json::{Value, json};

use super::changes::told;
use super::given::{add_absences, given_lines, options};
use super::request::RepairSchedule;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::organisation::Slots;
use crate::rostering::generate::{judged, keep};
use crate::rostering::inputs::read_inputs;
use crate::rostering::problem::state;
use crate::rostering::record::{find_record, keep_problem};
use crate::rostering::solving::{Answer, Question, RosterSolver, Watch, another_answer};
use crate::schedules::{find_schedule, find_schedule_of_run};

/// Handles a run: its result names the new draft and says how much changed. A run taken up again after it wrote its
/// draft names that one.
///
/// # Errors
/// Those of reading the inputs and of the solver; [`Failure::Conflict`] `grid-changed`, `lock-impossible`.
pub fn run_repair(context: &JobContext<'_>, solver: &RosterSolver) -> Result<Value, Failure> {
    let request: RepairSchedule = context.input()?;
    let (scope, run_id) = (context.scope(), context.run_id());
    let made = context
        .db
        .read(|conn| find_schedule_of_run(conn, &scope, run_id))?;
    if let Some(schedule) = made {
        return Ok(json!({ "scheduleId": schedule.id }));
    }
    let (roster, record, inputs) = context.db.read(|conn| {
        let roster = request.as_roster(conn, &scope)?;
        let schedule = find_schedule(conn, &scope, &request.schedule_id)?;
        let record = find_record(conn, &scope, schedule.run_id.as_deref().unwrap_or(""))?;
        let inputs = read_inputs(conn, &scope, &roster)?;
        Ok::<_, Failure>((roster, record, inputs))
    })?;
    let mut stated = state(&inputs, request.seed.unwrap_or(0), None)?;
    let slots = Slots::new(&inputs.grid, stated.problem.slot_minutes);
    add_absences(&request, &slots, &mut stated.problem);
    let lines = given_lines(&record, &inputs, &stated.problem)?;
    context
        .db
        .write(|conn| keep_problem(conn, &scope, run_id, &inputs, &stated))?;
    context.progress(5.0, &json!({ "phase": "repair" }))?;
    let now = || context.scope().now;
    let began = now();
    let deadline = began.plus_seconds(request.time_limit_seconds());
    let mut watch = Watch {
        stop: &|| now() >= deadline,
        is_cancelled: &|| context.is_cancelled(),
        progress: &mut |_| {},
    };
    let question = Question::Repair(options(&request, &inputs, &stated.problem));
    let Answer::Repair(repair) = solver.ask((&stated.problem, &lines), &question, &mut watch)?
    else {
        return Err(another_answer());
    };
    let changes = told(&inputs, &stated, &repair);
    stated.messages.extend(changes);
    let seconds = (now().epoch_millis() - began.epoch_millis()) as f64 / 1_000.0;
    let made = judged(
        (&inputs, &stated),
        &roster,
        &repair.solution,
        Vec::new(),
        seconds,
    )?;
    let schedule = keep(context, made)?;
    Ok(json!({
        "scheduleId": schedule.id,
        "changedAgents": repair.changes.len(),
        "changedDays": repair.changed_days,
        "movedBreaks": repair.moved_breaks,
    }))
}
