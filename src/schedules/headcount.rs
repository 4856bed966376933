//! Heads required against heads scheduled, and the service these give.

use chrono_tz::Tz;
use serde::Serialize;

use super::agent_schedules::shifts_of_schedule;
use super::find::find_schedule;
use super::grid::grid_of;
use super::on_queue_heads::on_queue_heads;
use super::schedule::Schedule;
use super::scheduled_groups::{ScheduledGroup, scheduled_groups};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::{Forecast, find_forecast};
use crate::organisation::WeekGrid;
use crate::staffing::{DayProbability, IntervalService};
use crate::tenancy::Scope;

/// A schedule's heads by planning group; every list has one value an interval.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeadcountForecast {
    /// The schedule.
    pub schedule_id: String,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Zone of the local days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// Agents on queue in all, counted from the shifts; parts of an interval count as parts.
    pub on_queue_per_interval: Vec<f64>,
    /// By planning group, in the order of the forecast.
    pub planning_groups: Vec<GroupHeadcount>,
}

/// One planning group's heads.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupHeadcount {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Agents needed on the roster (gross).
    pub required: Vec<u32>,
    /// Agents needed at work (net).
    pub required_without_shrinkage: Vec<u32>,
    /// Agents scheduled on queue for this group. One who serves several groups is split between them, as the roster
    /// run found cheapest, and counted once.
    pub scheduled: Vec<f64>,
    /// Share answered in time when shrinkage takes its part of the scheduled agents; null without contacts, and where
    /// the load is at or above the agents, so that no steady state exists.
    pub service_level_per_interval: Vec<Option<f64>>,
    /// Mean wait of those who are answered likewise, seconds.
    pub average_speed_of_answer_seconds_per_interval: Vec<Option<f64>>,
    /// Mean wait of all, those who hang up included, likewise, seconds.
    pub mean_wait_seconds_per_interval: Vec<Option<f64>>,
    /// Share of contacts that hang up, likewise; 0 where the planning group has no patience.
    pub abandon_rate_per_interval: Vec<Option<f64>>,
    /// Share of their time agents spend on contacts, likewise.
    pub occupancy_per_interval: Vec<Option<f64>>,
    /// The probability that the scheduled agents meet the goals, given the forecast's own spread (P10, P50, P90); null
    /// without contacts.
    pub probability_of_meeting_goal_per_interval: Vec<Option<f64>>,
    /// The same for whole local days; a busy day is taken to be busy throughout.
    pub days: Vec<DayProbability>,
}

/// Required, scheduled and predicted, interval by interval. Requirement and service come from the forecast the
/// schedule was made for, under the goals and shrinkage as they stand now; a schedule without a forecast has no groups.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `grid-changed` when the business unit's zone or interval is no longer
/// the forecast's; the requirement's own.
pub fn headcount_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<HeadcountForecast, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    let forecast = schedule
        .short_term_forecast_id
        .as_deref()
        .map(|id| find_forecast(conn, scope, id))
        .transpose()?;
    let grid = grid_of(conn, scope, &schedule, forecast.as_ref())?;
    let planning_groups = match &forecast {
        Some(forecast) => groups_of(conn, scope, &schedule, &grid, forecast)?
            .into_iter()
            .map(headcount_of)
            .collect(),
        None => Vec::new(),
    };
    let shifts = shifts_of_schedule(conn, scope, schedule_id)?;
    Ok(HeadcountForecast {
        reference_start_date: grid.start(),
        interval_length_minutes: grid.interval_minutes(),
        time_zone: grid.zone(),
        on_queue_per_interval: on_queue_heads(&shifts, &grid),
        planning_groups,
        schedule_id: schedule.id,
    })
}

/// One planning group's demand, requirement, heads and service, all over the intervals of the schedule's weeks.
pub(super) struct GroupOfSchedule {
    planning_group_id: String,
    planning_group_name: String,
    /// Contacts offered.
    pub(super) offered: Vec<f64>,
    /// Agents needed on the roster (gross).
    pub(super) required: Vec<u32>,
    required_without_shrinkage: Vec<u32>,
    /// Agents the roster puts on queue for this group, who may be away (gross).
    pub(super) scheduled: Vec<f64>,
    /// What they are predicted to give.
    pub(super) service: Vec<IntervalService>,
    probability_of_meeting_goal: Vec<Option<f64>>,
    days: Vec<DayProbability>,
}

/// The forecast's planning groups over the schedule's weeks.
pub(super) fn groups_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    grid: &WeekGrid,
    forecast: &Forecast,
) -> Result<Vec<GroupOfSchedule>, Failure> {
    scheduled_groups(conn, scope, schedule, grid, forecast)?
        .into_iter()
        .map(|one| {
            let weeks = one.intervals();
            let ScheduledGroup {
                group,
                first,
                scheduled,
            } = one;
            // Fractions of a head included: shrinkage first takes its share of them.
            let stay = group.goals.shrinkage.complement_as_f64();
            let at_work: Vec<f64> = scheduled.iter().map(|heads| heads * stay).collect();
            let required = group.required_heads(weeks.clone())?;
            Ok(GroupOfSchedule {
                offered: group.offered().get(weeks).unwrap_or_default().to_vec(),
                required: required.iter().map(|heads| heads.on_roster).collect(),
                required_without_shrinkage: required.iter().map(|heads| heads.at_work).collect(),
                service: group.service(first, &at_work)?,
                probability_of_meeting_goal: group.probability_of_meeting_goal(first, &at_work)?,
                days: group.probability_of_days(first, &at_work)?,
                planning_group_id: group.id().to_owned(),
                planning_group_name: group.name,
                scheduled,
            })
        })
        .collect()
}

fn headcount_of(group: GroupOfSchedule) -> GroupHeadcount {
    let service = &group.service;
    GroupHeadcount {
        service_level_per_interval: service.iter().map(|s| s.service_level).collect(),
        average_speed_of_answer_seconds_per_interval: service
            .iter()
            .map(|s| s.average_speed_of_answer_seconds)
            .collect(),
        mean_wait_seconds_per_interval: service.iter().map(|s| s.mean_wait_seconds).collect(),
        abandon_rate_per_interval: service.iter().map(|s| s.abandon_rate).collect(),
        occupancy_per_interval: service.iter().map(|s| s.occupancy).collect(),
        probability_of_meeting_goal_per_interval: group.probability_of_meeting_goal,
        days: group.days,
        planning_group_id: group.planning_group_id,
        planning_group_name: group.planning_group_name,
        required: group.required,
        required_without_shrinkage: group.required_without_shrinkage,
        scheduled: group.scheduled,
    }
}
