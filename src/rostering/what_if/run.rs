//! The run of kind `roster-what-if`.

use crewcast_solver::problem::{Line, Problem};
use crewcast_solver::repair::{carried_over, changed};
use crewcast_solver::search::{Solution, Status};
use serde_json::{Value, json};

use super::change::stated;
use super::comparison::{
    RosterDifference, RosterTally, RosterWhatIf, RosterWhatIfSummary, groups_compared,
    lines_compared,
};
use super::find::{is_kept, keep};
use super::request::AskWhatIf;
use crate::db::Instant;
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::rostering::explanations::Terms;
use crate::rostering::record::{RosterRecord, find_record};
use crate::rostering::solving::{Answer, Question, RosterSolver, another_answer, watched};

/// Each search begins at its share of the progress; the second ends at the third.
const PERCENT: [f64; 3] = [2.0, 50.0, 98.0];

/// Handles a run: its result is `{"rosterRunId": …, "whatIfId": …}`. A run taken up again after it kept its answer names
/// that one.
///
/// # Errors
/// Those of [`find_record`] and of the searches; [`Failure::Conflict`] `roster-problem` where the changes leave an agent
/// no line.
pub fn run_what_if(context: &JobContext<'_>, solver: &RosterSolver) -> Result<Value, Failure> {
    let request: AskWhatIf = context.input()?;
    let run_id = context.run_id();
    let result = json!({ "rosterRunId": request.run_id, "whatIfId": run_id });
    let (record, is_kept) = context.db.read(|conn| {
        let scope = context.scope();
        let record = find_record(conn, &scope, &request.run_id)?;
        Ok::<_, Failure>((record, is_kept(conn, &scope, run_id)?))
    })?;
    if is_kept {
        return Ok(result);
    }
    let began = context.scope().now;
    let what_if = answer(context, solver, &record, &request, began)?;
    context
        .db
        .write(|conn| keep(conn, &context.scope(), &what_if))?;
    Ok(result)
}

fn answer(
    context: &JobContext<'_>,
    solver: &RosterSolver,
    record: &RosterRecord,
    request: &AskWhatIf,
    began: Instant,
) -> Result<RosterWhatIf, Failure> {
    let (problem, found) = (&record.problem, record.found()?);
    let terms = Terms::of(record);
    let changes = stated(&terms, &request.changes)?;
    let next = changed(problem, &changes)
        .map_err(|error| Failure::conflict("roster-problem", error.to_string()))?;
    let search = |problem: &Problem, lines: &[Line], share: (f64, f64)| {
        search_on(context, solver, (problem, lines), request, share)
    };
    let [start, middle, end] = PERCENT;
    let before = search(problem, &found.lines, (start, middle))?;
    let carried = carried_over(problem, &before.lines, &next);
    let after = search(&next, &carried, (middle, end))?;
    let (tally_before, tally_after) = (
        RosterTally::of(problem, &before),
        RosterTally::of(&next, &after),
    );
    let ended = context.scope().now;
    let stopped = [&before, &after];
    let summary = RosterWhatIfSummary {
        id: context.run_id().to_owned(),
        run_id: record.run_id.clone(),
        created_at: began,
        changes: request.changes.clone(),
        input_hash: hash_of(&(problem, &found.lines, &changes))?,
        seed: problem.seed,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        wall_seconds: (ended.epoch_millis() - began.epoch_millis()) as f64 / 1_000.0,
        stopped: stopped.iter().any(|of| of.status == Status::Stopped),
        before: tally_before,
        after: tally_after,
        difference: RosterDifference::between(&tally_before, &tally_after),
        planning_groups: groups_compared((problem, &before), (&next, &after)),
    };
    let changed_terms = Terms::of_changed(record, &next);
    Ok(RosterWhatIf {
        summary,
        lines: lines_compared((&terms, &before.lines), (&changed_terms, &after.lines)),
    })
}

/// Searches on from a roster for half of the time.
fn search_on(
    context: &JobContext<'_>,
    solver: &RosterSolver,
    roster: (&Problem, &[Line]),
    request: &AskWhatIf,
    share: (f64, f64),
) -> Result<Solution, Failure> {
    let deadline = context.scope().now.epoch_millis() + request.half_of_time_limit_millis();
    let answer = watched(context, deadline, share, |watch| {
        solver.ask(roster, &Question::SearchOn, watch)
    })?;
    match answer {
        Answer::SearchedOn(solution) => Ok(*solution),
        _ => Err(another_answer()),
    }
}
