//! What is asked of a forecast, checked before any work is queued.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::handle_time_mix::{HandleTimeMixChange, mix_factors};
use super::local_days::slots_of;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{PlanningGroup, WeekGrid, find_business_unit, list_planning_groups};
use crate::tenancy::Scope;

/// Weeks of history used when none are asked for: half a year, so that the models see the season they are in.
pub const DEFAULT_HISTORY_WEEKS: u32 = 26;

/// Weeks of history that are used at most: three years, so that a season of the year is seen three times.
pub(super) const MOST_HISTORY_WEEKS: u32 = 156;

/// Weeks that are forecast by interval at most: half a year.
const MOST_WEEKS: u32 = 26;

/// A day of the world's busiest centres has fewer.
const MOST_DAILY_CONTACTS: f64 = 1e7;

/// A forecast to be made: the input of a run of kind `forecast`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateForecast {
    /// The business unit.
    pub business_unit_id: String,
    /// First day, on the business unit's first day of the week.
    pub week_date: NaiveDate,
    /// 1 to 26.
    pub week_count: u32,
    /// What the planner calls it.
    pub description: String,
    /// Equal seeds and histories give equal forecasts; 0 when left out.
    pub seed: Option<u64>,
    /// These planning groups only; all of the business unit when left out.
    pub planning_group_ids: Option<Vec<String>>,
    /// Weeks of history before `week_date` to learn from; [`DEFAULT_HISTORY_WEEKS`] when left out.
    pub history_weeks: Option<u32>,
    /// Whether the planner's modifications of the latest forecasts of the same weeks go along; true when left out.
    #[serde(default)]
    pub carry_modifications: Option<bool>,
    /// Whether the planning groups' forecasts are brought to agree with one of all of them together; true when left
    /// out.
    #[serde(default)]
    pub reconcile: Option<bool>,
    /// Whether each queue of a planning group of several is forecast too, agreeing with it; true when left out.
    #[serde(default)]
    pub forecast_queues: Option<bool>,
    /// Contacts a day expected of planning groups too new to have a history, by their ids.
    #[serde(default)]
    pub expected_daily_volumes: Option<BTreeMap<String, f64>>,
    /// Changes of the mix of skills and tenures behind the handle times, by planning group.
    #[serde(default)]
    pub average_handle_time_mixes: Option<BTreeMap<String, HandleTimeMixChange>>,
}

/// A request whose words have all been understood.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The intervals to forecast.
    pub grid: WeekGrid,
    /// The intervals to learn from, up to the first one to forecast.
    pub history: WeekGrid,
    /// In the order of their ids.
    pub groups: Vec<PlanningGroup>,
    pub seed: u64,
    /// The business unit's name.
    pub unit_name: String,
    pub reconcile: bool,
    pub forecast_queues: bool,
    /// By planning group.
    pub expected_daily_volumes: BTreeMap<String, f64>,
    /// By planning group: what a change of the mix multiplies its handle times by.
    pub handle_time_factors: BTreeMap<String, f64>,
}

impl Plan {
    /// The local days to forecast.
    pub fn dates(&self) -> Vec<NaiveDate> {
        self.grid.days().iter().map(|day| day.date).collect()
    }
}

/// Checks a request and queues it as a run of kind `forecast`.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit, [`Failure::Invalid`] with a fault for everything that cannot be,
/// [`Failure::Conflict`] `no-planning-groups`.
pub fn submit_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateForecast,
) -> Result<Run, Failure> {
    plan(conn, scope, request)?;
    jobs::submit(conn, scope, super::RUN_KIND, request)
}

/// That a forecast has no more planning groups × intervals, of history and forecast, than are allowed.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::RunTooLarge`].
pub fn check_forecast_size(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateForecast,
    largest_group_intervals: u64,
) -> Result<(), Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let groups = match &request.planning_group_ids {
        Some(chosen) => chosen.len(),
        None => list_planning_groups(conn, scope, &unit.id)?.len(),
    };
    let history_weeks = request.history_weeks.unwrap_or(DEFAULT_HISTORY_WEEKS);
    let weeks = u64::from(history_weeks) + u64::from(request.week_count);
    let a_week = 7 * 24 * 60 / u64::from(unit.interval_length_minutes.max(1));
    jobs::require_size(
        &[
            (groups as u64, "planning groups"),
            (weeks, "weeks"),
            (a_week, "intervals a week"),
        ],
        largest_group_intervals,
        "forecast fewer planning groups or weeks at once",
    )
}

/// Understands a request.
pub(super) fn plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateForecast,
) -> Result<Plan, Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let history_weeks = request.history_weeks.unwrap_or(DEFAULT_HISTORY_WEEKS);
    let seed = request.seed.unwrap_or(0);
    let mut faults = Faults::default();
    faults.require_name(&request.description, "/description");
    faults.require(
        (1..=MOST_HISTORY_WEEKS).contains(&history_weeks),
        "/historyWeeks",
        "out-of-range",
        format!("{history_weeks} weeks cannot be learnt from; use 1 to {MOST_HISTORY_WEEKS}"),
    );
    faults.require_seed(seed, "/seed");
    let grid = WeekGrid::of_weeks(
        request.week_date,
        (request.week_count, MOST_WEEKS),
        unit.start_day_of_week,
        unit.time_zone,
        unit.interval_length_minutes,
    );
    let grid = noted(&mut faults, grid)?;
    let chosen = request.planning_group_ids.as_deref();
    let all = list_planning_groups(conn, scope, &unit.id)?;
    let groups = chosen_groups(&mut faults, all, chosen);
    let expected = request.expected_daily_volumes.clone().unwrap_or_default();
    check_expected(&mut faults, &groups, &expected);
    let mixes = request.average_handle_time_mixes.as_ref();
    let handle_time_factors = mixes
        .map(|mixes| mix_factors(&mut faults, &groups, mixes))
        .unwrap_or_default();
    faults.into_result()?;

    let internal = || Failure::Internal("a refused request left no fault".to_owned());
    let grid = grid.ok_or_else(internal)?;
    slots_of(&grid).map_err(|error| {
        let detail = format!("{error}; change the business unit's interval length");
        Failure::conflict("unsupported-interval-length", detail)
    })?;
    if groups.is_empty() {
        let detail = format!(
            "business unit {:?} has no planning group to forecast; make one with its queues first",
            unit.name
        );
        return Err(Failure::conflict("no-planning-groups", detail));
    }
    let history = request
        .week_date
        .checked_sub_days(Days::new(u64::from(history_weeks) * 7))
        .and_then(|first| {
            WeekGrid::of_days(
                first,
                history_weeks * 7,
                unit.time_zone,
                unit.interval_length_minutes,
            )
        })
        .ok_or_else(|| {
            Failure::invalid("/weekDate", "out-of-range", "use a date of this century")
        })?;
    Ok(Plan {
        grid,
        history,
        groups,
        seed,
        unit_name: unit.name.clone(),
        reconcile: request.reconcile.unwrap_or(true),
        forecast_queues: request.forecast_queues.unwrap_or(true),
        expected_daily_volumes: expected,
        handle_time_factors,
    })
}

/// The planning groups asked for, by id.
fn chosen_groups(
    faults: &mut Faults,
    mut all: Vec<PlanningGroup>,
    chosen: Option<&[String]>,
) -> Vec<PlanningGroup> {
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let Some(chosen) = chosen else {
        return all;
    };
    faults.require(
        !chosen.is_empty(),
        "/planningGroupIds",
        "empty",
        "name at least one planning group, or leave the list out for all of them",
    );
    let mut seen = BTreeSet::new();
    for (index, id) in chosen.iter().enumerate() {
        let pointer = format!("/planningGroupIds/{index}");
        faults.require(
            all.iter().any(|group| group.id == *id),
            pointer.clone(),
            "not-found",
            format!("the business unit has no planning group {id:?}; list them to see the ids"),
        );
        faults.require(
            seen.insert(id),
            pointer,
            "duplicate",
            "name a planning group once",
        );
    }
    all.retain(|group| seen.contains(&group.id));
    all
}

/// Volumes are expected of planning groups that are forecast, and are such as a day can have.
fn check_expected(faults: &mut Faults, groups: &[PlanningGroup], expected: &BTreeMap<String, f64>) {
    for (id, volume) in expected {
        let pointer = format!("/expectedDailyVolumes/{id}");
        faults.require(
            groups.iter().any(|group| group.id == *id),
            pointer.clone(),
            "not-found",
            format!("{id:?} is no planning group of this forecast; leave it out"),
        );
        faults.require(
            *volume > 0.0 && *volume <= MOST_DAILY_CONTACTS,
            pointer,
            "out-of-range",
            format!("{volume} contacts a day cannot be; use more than 0 and at most {MOST_DAILY_CONTACTS}"),
        );
    }
}

/// Keeps an invalid part's faults beside the others'; any other failure ends the check.
fn noted<T>(faults: &mut Faults, outcome: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Invalid(found)) => {
            for fault in found {
                faults.push(fault);
            }
            Ok(None)
        }
        Err(other) => Err(other),
    }
}
