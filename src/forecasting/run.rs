//! Forecasts from the stored history, as runs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::generate::generate_from;
use super::local_days::Observation;
use super::request::GenerateForecast;
use crate::db::{Conn, Database};
use crate::failure::Failure;
use crate::history::{self, HistoryInterval};
use crate::jobs::JobContext;
use crate::organisation::{PlanningGroup, WeekGrid};
use crate::tenancy::Scope;

/// The handler of runs of kind `forecast`. The forecast gets the run's id, so that a run taken up again after its
/// worker was lost cannot make a second one.
///
/// # Errors
/// As [`generate_forecast`], and [`Failure::Cancelled`].
pub fn run(context: &JobContext<'_>) -> Result<Value, Failure> {
    let request: GenerateForecast = context.input()?;
    let id = context.run_id();
    generate_forecast(
        context.db,
        &context.scope(),
        id,
        &request,
        |percent, name| context.progress(percent, &json!({ "planningGroup": name })),
    )?;
    Ok(json!({ "shortTermForecastId": id }))
}

/// Makes the forecast `id` from the stored history, unless it is there already. `on_progress` is told the percentage
/// and the planning group after each of them, and ends the work by returning an error.
///
/// # Errors
/// Those of [`super::submit_forecast`]; [`Failure::Invalid`] with one fault for every planning group whose history
/// does not suffice, naming the group and the remedy.
pub fn generate_forecast(
    db: &Database,
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    on_progress: impl Fn(f64, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let source = |group: &PlanningGroup, grid: &WeekGrid| {
        db.read(|conn| observations(conn, scope, group, grid))
    };
    generate_from(&source, db, scope, id, request, on_progress)
}

/// What history says of a planning group's queues, in an order that does not depend on the database.
pub(super) fn observations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    group: &PlanningGroup,
    grid: &WeekGrid,
) -> Result<Vec<Observation>, Failure> {
    let queues = queue_ids(group);
    let mut intervals = history::intervals(conn, scope, &queues, grid.start(), grid.end())?;
    intervals.sort_by(|one, other| {
        (&one.queue_id, one.start_at).cmp(&(&other.queue_id, other.start_at))
    });
    // In the order of the ids, so that only the interval's own queue can be missed, which there is not.
    let position = |id: &String| queues.binary_search(id).unwrap_or_default();
    Ok(intervals
        .iter()
        .map(|interval| observation(position(&interval.queue_id), interval))
        .collect())
}

/// The queues of a planning group, ascending.
pub(super) fn queue_ids(group: &PlanningGroup) -> Vec<String> {
    let queues: BTreeSet<&String> = group
        .route_paths
        .iter()
        .map(|path| &path.queue_id)
        .collect();
    queues.into_iter().cloned().collect()
}

fn observation(queue: usize, interval: &HistoryInterval) -> Observation {
    Observation {
        queue,
        start_at: interval.start_at,
        interval_minutes: interval.interval_minutes,
        offered: interval.offered,
        handled: interval.contacts_handled(),
        aht_seconds: interval.average_handle_time_seconds,
    }
}
