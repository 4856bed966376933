//! What is asked of a repair, checked before any work is queued.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{WeekGrid, agents_of_business_unit, find_business_unit};
use crate::rostering::inputs::find_weeks;
use crate::rostering::record::find_record;
use crate::rostering::request::check_time_limit;
use crate::rostering::{GenerateSchedule, REPAIR_RUN_KIND, WishWeights};
use crate::schedules::{find_schedule, version_before_last_edit};
use crate::tenancy::Scope;

/// How long a repair may search when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 120;

/// A change that must save more than a week of an agent is never made to save cost.
const DEAREST_HEAD_MINUTES: u32 = 2_400;

/// Time in which an agent cannot work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Absence {
    /// Who.
    pub agent_id: String,
    /// From when.
    pub start_date: Instant,
    /// Until when.
    pub end_date: Instant,
}

/// A schedule to be repaired: the input of a run of kind `roster-repair`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepairSchedule {
    /// The schedule; a roster run has made it.
    pub schedule_id: String,
    /// The forecast whose requirement is covered; the schedule's own when left out.
    pub short_term_forecast_id: Option<String>,
    /// The planner's words; may be empty.
    pub description: String,
    /// Who cannot work when.
    pub absences: Vec<Absence>,
    /// Agents whose shifts all stay.
    pub locked_agent_ids: Vec<String>,
    /// Local dates on which all shifts stay.
    pub locked_dates: Vec<NaiveDate>,
    /// Shifts before this local date stay.
    pub change_from: Option<NaiveDate>,
    /// What a changed day must save, in minutes of one agent too many; an hour of a missing agent when left out.
    pub changed_day_head_minutes: Option<u32>,
    /// Equal seeds and inputs give equal repairs unless the time limit ends the search; 0 when left out.
    pub seed: Option<u64>,
    /// The search ends after this long with the best roster so far; 120 when left out.
    pub time_limit_seconds: Option<u32>,
    /// How wishes weigh by years of service; all alike when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish_weights: Option<WishWeights>,
}

impl RepairSchedule {
    pub(super) fn time_limit_seconds(&self) -> i64 {
        i64::from(
            self.time_limit_seconds
                .unwrap_or(DEFAULT_TIME_LIMIT_SECONDS),
        )
    }

    /// The same as a roster to be made: of the schedule's weeks and forecast.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for the schedule; [`Failure::Conflict`] `no-forecast` where neither names one.
    pub(super) fn as_roster(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
    ) -> Result<GenerateSchedule, Failure> {
        let schedule = find_schedule(conn, scope, &self.schedule_id)?;
        let forecast = self.short_term_forecast_id.clone();
        let forecast = forecast.or(schedule.short_term_forecast_id);
        let short_term_forecast_id = forecast.ok_or_else(|| {
            let detail = "the schedule was made for no forecast; name one in shortTermForecastId";
            Failure::conflict("no-forecast", detail)
        })?;
        Ok(GenerateSchedule {
            business_unit_id: schedule.business_unit_id,
            week_date: schedule.week_date,
            week_count: schedule.week_count,
            short_term_forecast_id,
            description: self.description.clone(),
            seed: self.seed,
            time_limit_seconds: self.time_limit_seconds,
            gap: None,
            fairness: None,
            wish_weights: self.wish_weights,
        })
    }
}

/// Checks a request and queues it as a run of kind `roster-repair`. Without a date to change from, nothing before today
/// changes.
///
/// # Errors
/// [`Failure::NotFound`] for the schedule or forecast; [`Failure::Conflict`] `no-roster-record` where no run of this
/// version made the schedule, `edited-since`, `no-forecast`, `forecast-does-not-fit`; [`Failure::Invalid`] with a fault for everything
/// that cannot be.
pub fn submit_repair(
    conn: &mut Conn<'_>,
    scope: &Scope,
    mut request: RepairSchedule,
) -> Result<Run, Failure> {
    let schedule = find_schedule(conn, scope, &request.schedule_id)?;
    if version_before_last_edit(conn, scope, &schedule).is_ok() {
        let detail = "the schedule was edited since its run made it, and a repair would begin without the edits; reschedule it";
        return Err(Failure::conflict("edited-since", detail));
    }
    let run_id = schedule.run_id.ok_or_else(|| {
        let detail = "no run has made this schedule, so there is no roster to repair; generate one";
        Failure::conflict("no-roster-record", detail)
    })?;
    find_record(conn, scope, &run_id)?.found()?;
    let roster = request.as_roster(conn, scope)?;
    let unit = find_business_unit(conn, scope, &roster.business_unit_id)?;
    let grid = find_weeks(conn, scope, &unit, &roster)?.grid;
    let now = scope.now.to_utc().naive_utc();
    let today = unit.time_zone.from_utc_datetime(&now).date_naive();
    request.change_from.get_or_insert(today);
    let agents = agents_of_business_unit(conn, scope, &unit.id)?.into_iter();
    let agents: BTreeSet<String> = agents.map(|agent| agent.id.clone()).collect();
    check(&request, &grid, &agents)?;
    jobs::submit(conn, scope, REPAIR_RUN_KIND, &request)
}

fn check(
    request: &RepairSchedule,
    grid: &WeekGrid,
    agents: &BTreeSet<String>,
) -> Result<(), Failure> {
    let mut faults = Faults::default();
    let unknown = "name an agent of this business unit";
    for (index, absence) in request.absences.iter().enumerate() {
        let at = |field: &str| format!("/absences/{index}/{field}");
        faults.require(
            agents.contains(&absence.agent_id),
            at("agentId"),
            "unknown-agent",
            unknown,
        );
        faults.require(
            absence.start_date < absence.end_date,
            at("endDate"),
            "not-after-start",
            "end it after it starts",
        );
        faults.require(
            absence.start_date < grid.end() && absence.end_date > grid.start(),
            at("startDate"),
            "outside-the-weeks",
            format!("let it touch {} to {}", grid.start(), grid.end()),
        );
    }
    for (index, agent) in request.locked_agent_ids.iter().enumerate() {
        let at = format!("/lockedAgentIds/{index}");
        faults.require(agents.contains(agent), at, "unknown-agent", unknown);
    }
    for (index, date) in request.locked_dates.iter().enumerate() {
        faults.require(
            grid.days().iter().any(|day| day.date == *date),
            format!("/lockedDates/{index}"),
            "outside-the-weeks",
            "name a date of the schedule's weeks",
        );
    }
    faults.require_words(&request.description, "/description");
    faults.require(
        request
            .changed_day_head_minutes
            .is_none_or(|minutes| minutes <= DEAREST_HEAD_MINUTES),
        "/changedDayHeadMinutes",
        "out-of-range",
        format!("use at most {DEAREST_HEAD_MINUTES}, the paid minutes of a week"),
    );
    check_time_limit(request.time_limit_seconds, &mut faults);
    if let Some(weights) = request.wish_weights {
        weights.check(&mut faults);
    }
    faults.into_result()
}
