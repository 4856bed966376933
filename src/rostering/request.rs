//! What is asked of a roster, checked before any work is queued.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fairness::RosterFairness;
use super::inputs::find_weeks;
use super::wishes::WishWeights;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{agents_of_business_unit, find_business_unit};
use crate::tenancy::Scope;

/// How long a run may search when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 120;

const LONGEST_TIME_LIMIT_SECONDS: u32 = 4 * 3_600;

/// A roster to be made: the input of a run of kind `roster`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateSchedule {
    /// The business unit.
    pub business_unit_id: String,
    /// First day, on the business unit's first day of the week.
    pub week_date: NaiveDate,
    /// 1 to 4.
    pub week_count: u32,
    /// The forecast whose requirement is covered; it must hold all the weeks.
    pub short_term_forecast_id: String,
    /// The planner's words; may be empty.
    pub description: String,
    /// Equal seeds and inputs give equal rosters unless the time limit ends the search; 0 when left out.
    pub seed: Option<u64>,
    /// The search ends after this long with the best roster so far; 120 when left out.
    pub time_limit_seconds: Option<u32>,
    /// The search ends when the roster is proved to be at most this share from the best; the solver's when left out.
    pub gap: Option<f64>,
    /// How the fairness ledger weighs in; it does not when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fairness: Option<RosterFairness>,
    /// How wishes weigh by years of service; all alike when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish_weights: Option<WishWeights>,
}

impl GenerateSchedule {
    /// Notes everything that cannot be of a roster of any weeks.
    pub fn check(&self, faults: &mut Faults) {
        self.check_weeks(faults);
        self.check_search(faults);
        faults.require(
            self.gap.is_none_or(|gap| (0.0..=1.0).contains(&gap)),
            "/gap",
            "out-of-range",
            "use a share from 0 to 1, such as 0.01",
        );
        if let Some(fairness) = &self.fairness {
            fairness.check(faults);
        }
        if let Some(weights) = self.wish_weights {
            weights.check(faults);
        }
    }

    /// Checks how many weeks are asked for, and the planner's words.
    pub(super) fn check_weeks(&self, faults: &mut Faults) {
        faults.require(
            (1..=4).contains(&self.week_count),
            "/weekCount",
            "out-of-range",
            "use 1 to 4 weeks at once",
        );
        faults.require_words(&self.description, "/description");
    }

    /// Checks what a search goes by: seed and time limit.
    pub(super) fn check_search(&self, faults: &mut Faults) {
        faults.require_seed(self.seed.unwrap_or(0), "/seed");
        check_time_limit(self.time_limit_seconds, faults);
    }

    pub(super) fn time_limit_millis(&self) -> i64 {
        let seconds = self.time_limit_seconds;
        i64::from(seconds.unwrap_or(DEFAULT_TIME_LIMIT_SECONDS)) * 1_000
    }
}

/// Checks a request and queues it as a run of kind `roster`.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit or forecast, [`Failure::Invalid`] with a fault for everything that
/// cannot be, [`Failure::Conflict`] when the forecast does not fit the weeks.
pub fn submit_roster(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateSchedule,
) -> Result<Run, Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let mut faults = Faults::default();
    request.check(&mut faults);
    faults.into_result()?;
    find_weeks(conn, scope, &unit, request)?;
    jobs::submit(conn, scope, super::RUN_KIND, request)
}

/// That a roster has no more agents × intervals than are allowed.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::RunTooLarge`].
pub fn check_roster_size(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateSchedule,
    largest_agent_intervals: u64,
) -> Result<(), Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let agents = agents_of_business_unit(conn, scope, &unit.id)?.len() as u64;
    let a_week = 7 * 24 * 60 / u64::from(unit.interval_length_minutes.max(1));
    let intervals = u64::from(request.week_count) * a_week;
    jobs::require_size(
        &[(agents, "agents"), (intervals, "intervals")],
        largest_agent_intervals,
        "plan fewer weeks at once, or split the business unit",
    )
}

/// How long any search of a roster may take, where that is said.
pub(super) fn check_time_limit(seconds: Option<u32>, faults: &mut Faults) {
    faults.require(
        seconds.is_none_or(|seconds| (1..=LONGEST_TIME_LIMIT_SECONDS).contains(&seconds)),
        "/timeLimitSeconds",
        "out-of-range",
        format!("use 1 to {LONGEST_TIME_LIMIT_SECONDS}"),
    );
}
