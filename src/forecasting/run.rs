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
    let queues: BTreeSet<&String> = group
        .route_paths
        .iter()
        .map(|path| &path.queue_id)
        .collect();
    let queues: Vec<String> = queues.into_iter().cloned().collect();
    let mut intervals = history::intervals(conn, scope, &queues, grid.start(), grid.end())?;
    intervals.sort_by(|one, other| {
        (&one.queue_id, one.start_at).cmp(&(&other.queue_id, other.start_at))
    });
    Ok(intervals.iter().map(observation).collect())
}

/// Sources that count no handled contacts still say how many were offered and abandoned: the rest was handled.
fn observation(interval: &HistoryInterval) -> Observation {
    let not_abandoned = || (interval.offered - interval.abandoned.unwrap_or(0.0)).max(0.0);
    Observation {
        start_at: interval.start_at,
        interval_minutes: interval.interval_minutes,
        offered: interval.offered,
        handled: interval.handled.unwrap_or_else(not_abandoned),
        aht_seconds: interval.average_handle_time_seconds,
    }
}
