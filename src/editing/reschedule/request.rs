//! What is asked of a reschedule, checked before any work is queued.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::RESCHEDULE_RUN_KIND;
use super::absences::RescheduleAbsence;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{
    ActivityCategory, ActivityCode, WeekGrid, agents_of_business_unit, list_activity_codes,
    list_management_units,
};
use crate::schedules::{Schedule, grid_of_schedule, require_editable};
use crate::tenancy::Scope;

/// A change that must save more than a week of an agent is never made to save cost.
const DEAREST_HEAD_MINUTES: u32 = 2_400;

const LONGEST_TIME_LIMIT_SECONDS: u32 = 4 * 3_600;

const MOST_ABSENCES: usize = 200;

/// What may change, and what stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RescheduleOptions {
    /// Who is away; their shifts become time off, and the others are planned around it.
    pub absences: Vec<RescheduleAbsence>,
    /// Shifts may change from here on. Left out, from the start of the first absence's day, or of the weeks without one;
    /// never before now.
    pub start_date: Option<Instant>,
    /// Shifts may change until here. Left out, to the end of the last absence's day, or of the weeks without one.
    pub end_date: Option<Instant>,
    /// Only these agents' shifts change; all agents' when left out.
    pub agent_ids: Option<Vec<String>>,
    /// Only agents of these management units change; all when left out.
    pub management_unit_ids: Option<Vec<String>>,
    /// Only shifts whose activities off the queue are all of these codes change; those with meetings, training or leave
    /// never do.
    pub activity_code_ids: Option<Vec<String>>,
    /// Every week of an agent keeps its paid time.
    pub do_not_change_weekly_paid_time: bool,
    /// Every day of an agent keeps its paid time.
    pub do_not_change_daily_paid_time: bool,
    /// Shifts keep their starts, and days off stay off.
    pub do_not_change_shift_start_times: bool,
    /// Shifts that were changed by hand stay.
    pub do_not_change_manually_edited_shifts: bool,
    /// Most days of agents that change, the absences themselves not counted; as many as are worth it when left out.
    pub maximum_changes: Option<u32>,
    /// What a changed day must save, in minutes of one agent too many; an hour of a missing agent when left out.
    #[schema(maximum = 2400)]
    pub changed_day_head_minutes: Option<u32>,
    /// Equal seeds and inputs give equal proposals unless the time limit ends the search; 0 when left out.
    pub seed: Option<u64>,
    /// The search ends after this long with the best shifts so far; 120 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    pub time_limit_seconds: Option<u32>,
    /// How often the weeks are simulated, each with and without the proposal; 40 when left out, 0 for not at all.
    #[schema(maximum = 400)]
    pub replications: Option<u32>,
}

/// The input of a run of kind `reschedule`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reschedule {
    pub schedule_id: String,
    pub version: i32,
    /// From when to when shifts may change.
    pub window: (Instant, Instant),
    pub options: RescheduleOptions,
}

/// Checks a request and queues it as a run of kind `reschedule`.
///
/// # Errors
/// [`Failure::Conflict`] `archived`, `no-forecast`; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_reschedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    options: RescheduleOptions,
) -> Result<Run, Failure> {
    require_editable(schedule)?;
    if schedule.short_term_forecast_id.is_none() {
        let detail = "the schedule was made for no forecast, so nothing says what to plan for; copy it with one";
        return Err(Failure::conflict("no-forecast", detail));
    }
    let unit = &schedule.business_unit_id;
    let grid = grid_of_schedule(conn, scope, schedule)?;
    let agents = agents_of_business_unit(conn, scope, unit)?.into_iter();
    let agents: BTreeSet<String> = agents.map(|agent| agent.id).collect();
    let units = list_management_units(conn, scope, unit)?.into_iter();
    let units: BTreeSet<String> = units.map(|unit| unit.id).collect();
    let codes = list_activity_codes(conn, scope, unit)?;
    let mut faults = Faults::default();
    check_named(&options, (&agents, &units, &codes), &mut faults);
    for (index, absence) in options.absences.iter().enumerate() {
        check_absence(absence, index, (&agents, &codes, &grid), &mut faults);
    }
    check_figures(&options, &mut faults);
    let window = window(&options, &grid, scope.now);
    faults.require(
        window.0 < window.1,
        "/endDate",
        "nothing-left",
        format!(
            "shifts could change from {} to before {}, which is no time; let it lie in the weeks and not in the past",
            window.0, window.1
        ),
    );
    faults.into_result()?;
    let request = Reschedule {
        schedule_id: schedule.id.clone(),
        version: schedule.version,
        window,
        options,
    };
    jobs::submit(conn, scope, RESCHEDULE_RUN_KIND, &request)
}

fn check_named(
    options: &RescheduleOptions,
    (agents, units, codes): (&BTreeSet<String>, &BTreeSet<String>, &[ActivityCode]),
    faults: &mut Faults,
) {
    let codes: BTreeSet<String> = codes.iter().map(|code| code.id.clone()).collect();
    for (field, named, known, code) in [
        ("agentIds", &options.agent_ids, agents, "unknown-agent"),
        (
            "managementUnitIds",
            &options.management_unit_ids,
            units,
            "unknown-management-unit",
        ),
        (
            "activityCodeIds",
            &options.activity_code_ids,
            &codes,
            "unknown-activity-code",
        ),
    ] {
        for (index, id) in named.iter().flatten().enumerate() {
            let at = format!("/{field}/{index}");
            faults.require(
                known.contains(id),
                at,
                code,
                "name one of this business unit",
            );
        }
    }
}

fn check_absence(
    absence: &RescheduleAbsence,
    index: usize,
    (agents, codes, grid): (&BTreeSet<String>, &[ActivityCode], &WeekGrid),
    faults: &mut Faults,
) {
    let at = |field: &str| format!("/absences/{index}/{field}");
    faults.require(
        agents.contains(&absence.agent_id),
        at("agentId"),
        "unknown-agent",
        "name an agent of this business unit",
    );
    let span = absence.start_date.zip(absence.end_date);
    let is_one = match absence.date {
        Some(_) => absence.start_date.is_none() && absence.end_date.is_none(),
        None => span.is_some(),
    };
    faults.require(
        is_one,
        at("date"),
        "incomplete",
        "name a date, or startDate and endDate",
    );
    if let Some(date) = absence.date {
        faults.require(
            grid.days().iter().any(|day| day.date == date),
            at("date"),
            "outside-the-weeks",
            "name a date of the schedule's weeks",
        );
    } else if let Some((start, end)) = span {
        faults.require(
            start < end,
            at("endDate"),
            "not-after-start",
            "end it after it starts",
        );
        faults.require(
            start < grid.end() && end > grid.start(),
            at("startDate"),
            "outside-the-weeks",
            format!("let it touch {} to {}", grid.start(), grid.end()),
        );
        let whole = [start, end]
            .iter()
            .all(|at| at.epoch_millis() % 60_000 == 0);
        faults.require(
            whole,
            at("startDate"),
            "not-a-whole-minute",
            "start and end absences at whole minutes",
        );
    }
    let code = match &absence.activity_code_id {
        Some(id) => codes.iter().find(|code| code.id == *id),
        None => default_code(codes),
    };
    faults.require(
        code.is_some_and(is_of_absence),
        at("activityCodeId"),
        "unknown-activity-code",
        "name an activity code of category TimeOff or Unavailable",
    );
}

fn is_of_absence(code: &ActivityCode) -> bool {
    matches!(
        code.category,
        ActivityCategory::TimeOff | ActivityCategory::Unavailable
    )
}

/// What an absence is where nothing is said.
pub(super) fn default_code(codes: &[ActivityCode]) -> Option<&ActivityCode> {
    let mut active = codes.iter().filter(|code| code.active);
    active.find(|code| code.category == ActivityCategory::TimeOff)
}

fn check_figures(options: &RescheduleOptions, faults: &mut Faults) {
    faults.require(
        options.absences.len() <= MOST_ABSENCES,
        "/absences",
        "too-many",
        format!("name at most {MOST_ABSENCES}"),
    );
    faults.require(
        options
            .changed_day_head_minutes
            .is_none_or(|minutes| minutes <= DEAREST_HEAD_MINUTES),
        "/changedDayHeadMinutes",
        "out-of-range",
        format!("use at most {DEAREST_HEAD_MINUTES}, the paid minutes of a week"),
    );
    faults.require(
        options
            .time_limit_seconds
            .is_none_or(|seconds| (1..=LONGEST_TIME_LIMIT_SECONDS).contains(&seconds)),
        "/timeLimitSeconds",
        "out-of-range",
        format!("use 1 to {LONGEST_TIME_LIMIT_SECONDS}"),
    );
    faults.require(
        options
            .replications
            .is_none_or(|count| count == 0 || (20..=400).contains(&count)),
        "/replications",
        "out-of-range",
        "use 20 to 400, or 0 for no simulation",
    );
    faults.require_seed(options.seed.unwrap_or(0), "/seed");
}

/// From when to when shifts may change.
fn window(options: &RescheduleOptions, grid: &WeekGrid, now: Instant) -> (Instant, Instant) {
    let days = grid.days().iter();
    let touched: Vec<(Instant, Instant)> = days
        .map(|day| {
            let end = day.first_interval + day.intervals;
            (
                day,
                grid.interval_start(day.first_interval),
                grid.interval_start(end),
            )
        })
        .filter(|(day, start, end)| {
            options.absences.iter().any(|absence| {
                let span = absence.start_date.zip(absence.end_date);
                absence.date == Some(day.date)
                    || span.is_some_and(|(from, to)| from < *end && to > *start)
            })
        })
        .map(|(_, start, end)| (start, end))
        .collect();
    let first = touched.first().map_or(grid.start(), |(start, _)| *start);
    let last = touched.last().map_or(grid.end(), |(_, end)| *end);
    let from = options.start_date.unwrap_or(first);
    let to = options.end_date.unwrap_or(last);
    (from.max(now).max(grid.start()), to.min(grid.end()))
}
