//! What is asked of a simulation, checked before any work is queued.

use serde::{Deserialize, Serialize};

use super::inputs::{forecast_of, grid_of};
use super::replications::MOST_BY_PRECISION;
use super::scenario::{ScenarioChoice, check_scenarios, stress_library};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::list_planning_groups;
use crate::schedules::find_schedule;
use crate::tenancy::Scope;

/// Fewer replications have no tenth and ninetieth percentile worth the name.
pub(super) const FEWEST_REPLICATIONS: u32 = 20;

/// The most one may ask for.
pub(super) const MOST_REPLICATIONS: u32 = 5_000;

/// A schedule to be simulated: the input of a run of kind `simulation`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SimulateSchedule {
    /// The schedule; one that was made for a forecast.
    pub schedule_id: String,
    /// Equal seeds and inputs give equal results; 0 when left out.
    pub seed: Option<u64>,
    /// How often each scenario is played; as often as precision asks for when left out.
    pub replications: Option<u32>,
    /// What is supposed; the whole stress library when left out.
    pub scenarios: Option<Vec<ScenarioChoice>>,
}

impl SimulateSchedule {
    /// The scenarios meant.
    pub(super) fn choices(&self) -> Vec<ScenarioChoice> {
        self.scenarios.clone().unwrap_or_else(stress_library)
    }
}

/// That a simulation has no more replications × scenarios × planning groups × intervals than are allowed.
///
/// # Errors
/// [`Failure::NotFound`] for the schedule, [`Failure::Conflict`] `no-forecast` when it was made without one;
/// [`Failure::RunTooLarge`].
pub fn check_simulation_size(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &SimulateSchedule,
    largest_group_intervals: u64,
) -> Result<(), Failure> {
    let schedule = find_schedule(conn, scope, &request.schedule_id)?;
    let forecast = forecast_of(conn, scope, &schedule)?;
    let intervals = grid_of(&schedule, &forecast)?.intervals();
    let groups = list_planning_groups(conn, scope, &schedule.business_unit_id)?.len();
    let replications = request.replications.unwrap_or(MOST_BY_PRECISION);
    jobs::require_size(
        &[
            (u64::from(replications), "replications"),
            (request.choices().len() as u64, "scenarios"),
            (groups as u64, "planning groups"),
            (intervals as u64, "intervals"),
        ],
        largest_group_intervals,
        "ask for fewer replications or scenarios",
    )
}

/// Checks a request and queues it as a run of kind `simulation`.
///
/// # Errors
/// [`Failure::NotFound`] for the schedule, [`Failure::Conflict`] `no-forecast` when it was made without one,
/// [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_simulation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &SimulateSchedule,
) -> Result<Run, Failure> {
    let schedule = find_schedule(conn, scope, &request.schedule_id)?;
    let forecast = forecast_of(conn, scope, &schedule)?;
    let grid = grid_of(&schedule, &forecast)?;
    let mut faults = Faults::default();
    faults.require_seed(request.seed.unwrap_or(0), "/seed");
    let replications = request.replications;
    faults.require(
        replications.is_none_or(|count| (FEWEST_REPLICATIONS..=MOST_REPLICATIONS).contains(&count)),
        "/replications",
        "out-of-range",
        format!(
            "use {FEWEST_REPLICATIONS} to {MOST_REPLICATIONS}, or leave it out for as many as precision asks for"
        ),
    );
    check_scenarios(&request.choices(), (grid.start(), grid.end()), &mut faults);
    faults.into_result()?;
    jobs::submit(conn, scope, super::RUN_KIND, request)
}
