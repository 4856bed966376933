//! Everything a simulation follows from but seed and scenarios, read in one go.

use std::collections::BTreeMap;

use crewcast_forecasts::spread::PathSpread;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::{Forecast, GroupForecast, find_forecast, forecast_data, path_spreads};
use crate::organisation::{
    ActivityCategory, PlanningGroup, ServiceGoalTemplate, WeekGrid, agents_of_business_unit,
    can_serve, find_planning_group, find_service_goal_template,
};
use crate::schedules::{Schedule, Shift, shifts_of_schedule};
use crate::tenancy::Scope;

/// A schedule, the demand it was made for, and who serves it.
#[derive(Clone, Debug)]
pub(super) struct SimulationInputs {
    /// The schedule's weeks.
    pub grid: WeekGrid,
    /// Demand and goals, in the order of the planning groups' ids.
    pub groups: Vec<GroupToSimulate>,
    /// Scheduled time on queue, in the order of the shifts.
    pub shifts: Vec<ShiftOnQueue>,
    /// Scheduled agents who hold the skills of no planning group of the forecast.
    pub agents_without_group: usize,
}

/// A planning group: its numbers over the weeks, and what is promised.
#[derive(Clone, Debug, Serialize)]
pub struct GroupToSimulate {
    /// Mean and quantiles of the contacts, handle times; one value an interval of the schedule's grid.
    pub demand: GroupForecast,
    /// How the schedule's days depart from the means.
    pub path_spread: PathSpread,
    /// The group itself: shrinkage, route paths.
    pub group: PlanningGroup,
    /// Its goals.
    pub template: ServiceGoalTemplate,
}

/// One shift's time on queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ShiftOnQueue {
    /// Who works.
    pub agent_id: String,
    /// Positions of the planning groups the agent may serve, ascending.
    pub serves: Vec<usize>,
    /// From and until, ascending and apart; breaks, meals and everything else off the queue are the gaps.
    pub stretches: Vec<(Instant, Instant)>,
}

/// A plan that stands in no schedule: demand, shifts, and who serves what.
#[derive(Clone, Debug)]
pub struct SupposedPlan {
    /// The weeks.
    pub grid: WeekGrid,
    /// Demand and goals, in the order of the planning groups' ids.
    pub groups: Vec<GroupToSimulate>,
    /// The shifts.
    pub shifts: Vec<Shift>,
    /// Planning groups that each agent may serve, by agent.
    pub serves: BTreeMap<String, Vec<String>>,
}

/// The planning groups of a forecast over some of its weeks, in the order of their ids.
///
/// # Errors
/// [`Failure::Conflict`] `grid-changed` when the forecast does not hold the weeks, `no-sample-paths`.
pub fn groups_to_simulate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    grid: &WeekGrid,
) -> Result<Vec<GroupToSimulate>, Failure> {
    let first = forecast.grid()?.interval_at(grid.start()).ok_or_else(|| {
        Failure::conflict(
            "grid-changed",
            "the forecast does not cover the schedule's weeks; generate both anew",
        )
    })?;
    let first_day = days_before(forecast, grid)?;
    let mut spreads = path_spreads(conn, scope, &forecast.id)?;
    let unit = &forecast.business_unit_id;
    let mut groups = Vec::new();
    for demand in forecast_data(conn, scope, &forecast.id)? {
        let group = find_planning_group(conn, scope, unit, &demand.planning_group_id)?;
        let template = &group.service_goal_template_id;
        let spread = spreads.remove(&group.id).ok_or_else(|| {
            Failure::Internal(format!(
                "forecast {} has no spread of {}",
                forecast.id, group.id
            ))
        })?;
        groups.push(GroupToSimulate {
            path_spread: spread.of_days(first_day, grid.days().len()),
            template: find_service_goal_template(conn, scope, unit, template)?,
            demand: of_the_weeks(demand, first, grid.intervals())?,
            group,
        });
    }
    Ok(groups)
}

/// The forecast a schedule was made for.
///
/// # Errors
/// [`Failure::Conflict`] `no-forecast` when it was made without one.
pub(super) fn forecast_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<Forecast, Failure> {
    match &schedule.short_term_forecast_id {
        Some(id) => find_forecast(conn, scope, id),
        None => Err(Failure::conflict(
            "no-forecast",
            "the schedule was made without a forecast, so nothing says which contacts come; generate one from a \
             forecast",
        )),
    }
}

/// The schedule's intervals, which are its forecast's.
pub(super) fn grid_of(schedule: &Schedule, forecast: &Forecast) -> Result<WeekGrid, Failure> {
    let days = schedule.week_count * 7;
    let (zone, minutes) = (forecast.time_zone, forecast.interval_length_minutes);
    WeekGrid::of_days(schedule.week_date, days, zone, minutes)
        .ok_or_else(|| Failure::Internal(format!("schedule {} has no grid", schedule.id)))
}

impl SimulationInputs {
    /// Reads what a simulation of the schedule follows from.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-forecast`; `grid-changed` when the forecast does not hold the schedule's weeks.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        schedule: &Schedule,
    ) -> Result<Self, Failure> {
        let shifts = shifts_of_schedule(conn, scope, &schedule.id)?;
        Self::of_shifts(conn, scope, schedule, &shifts)
    }

    /// The same with other shifts than the schedule's own.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub(super) fn of_shifts(
        conn: &mut Conn<'_>,
        scope: &Scope,
        schedule: &Schedule,
        shifts: &[Shift],
    ) -> Result<Self, Failure> {
        let forecast = forecast_of(conn, scope, schedule)?;
        let grid = grid_of(schedule, &forecast)?;
        let groups = groups_to_simulate(conn, scope, &forecast, &grid)?;
        let agents = agents_of_business_unit(conn, scope, &schedule.business_unit_id)?;
        let serves = agents.iter().map(|agent| {
            let able = groups.iter().enumerate();
            let able = able.filter(|(_, served)| can_serve(agent, &served.group));
            (
                agent.id.as_str(),
                able.map(|(position, _)| position).collect(),
            )
        });
        let (shifts, agents_without_group) = on_queue(shifts, &serves.collect());
        Ok(Self {
            grid,
            groups,
            shifts,
            agents_without_group,
        })
    }

    /// What a plan is played from that stands nowhere.
    pub(super) fn of_plan(plan: &SupposedPlan) -> Self {
        let positions = |ids: &Vec<String>| -> Vec<usize> {
            let groups = plan.groups.iter().enumerate();
            let served = groups.filter(|(_, group)| ids.contains(&group.group.id));
            served.map(|(position, _)| position).collect()
        };
        let serves = plan.serves.iter();
        let serves = serves.map(|(agent, ids)| (agent.as_str(), positions(ids)));
        let (shifts, agents_without_group) = on_queue(&plan.shifts, &serves.collect());
        Self {
            grid: plan.grid.clone(),
            groups: plan.groups.clone(),
            shifts,
            agents_without_group,
        }
    }

    /// SHA-256 of all of it in hexadecimal digits: equal inputs, seed and scenarios give equal results.
    pub(super) fn hash(&self) -> Result<String, Failure> {
        use std::fmt::Write;
        let document = serde_json::to_vec(&(&self.groups, &self.shifts))
            .map_err(|error| Failure::Internal(format!("inputs of a simulation: {error}")))?;
        let mut hash = Sha256::new();
        hash.update(b"crewcast simulation input 2\n");
        hash.update(self.grid.start().epoch_millis().to_le_bytes());
        hash.update(self.grid.end().epoch_millis().to_le_bytes());
        hash.update(self.grid.interval_minutes().to_le_bytes());
        hash.update(self.grid.zone().name().as_bytes());
        hash.update(document);
        Ok(hash
            .finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            }))
    }

    /// The start of the interval with the most work, in contacts × handle time of all groups.
    pub(super) fn busiest(&self) -> Instant {
        let work = |index: usize| -> f64 {
            let of_group = |group: &GroupToSimulate| {
                let demand = &group.demand;
                let offered = demand.offered_per_interval.get(index);
                let handle_times = &demand.average_handle_time_seconds_per_interval;
                offered
                    .zip(handle_times.get(index))
                    .map_or(0.0, |(c, s)| c * s)
            };
            self.groups.iter().map(of_group).sum()
        };
        let busiest = (0..self.grid.intervals()).fold((0, 0.0), |best, index| {
            let work = work(index);
            if work > best.1 { (index, work) } else { best }
        });
        self.grid.interval_start(busiest.0)
    }
}

/// Days of the forecast that lie before the weeks.
fn days_before(forecast: &Forecast, grid: &WeekGrid) -> Result<usize, Failure> {
    let first = grid.days().first().map(|day| day.date);
    let first = first.unwrap_or(forecast.week_date);
    let days = first.signed_duration_since(forecast.week_date).num_days();
    usize::try_from(days).map_err(|_| {
        Failure::conflict(
            "grid-changed",
            "the schedule starts before its forecast; generate both anew",
        )
    })
}

fn of_the_weeks(
    mut demand: GroupForecast,
    first: usize,
    intervals: usize,
) -> Result<GroupForecast, Failure> {
    for series in [
        &mut demand.offered_per_interval,
        &mut demand.offered_per_interval_p10,
        &mut demand.offered_per_interval_p50,
        &mut demand.offered_per_interval_p90,
        &mut demand.average_handle_time_seconds_per_interval,
    ] {
        let weeks = series.iter().copied().skip(first).take(intervals);
        *series = weeks.collect();
        if series.len() != intervals {
            return Err(Failure::conflict(
                "grid-changed",
                "the forecast ends before the schedule's weeks do; generate both anew",
            ));
        }
    }
    Ok(demand)
}

/// Scheduled time on queue of agents who can serve a group, and how many can serve none.
fn on_queue(shifts: &[Shift], serves: &BTreeMap<&str, Vec<usize>>) -> (Vec<ShiftOnQueue>, usize) {
    let mut found = Vec::new();
    let mut without = std::collections::BTreeSet::new();
    for shift in shifts {
        let able = serves.get(shift.agent_id.as_str()).cloned();
        let able = able.unwrap_or_default();
        if able.is_empty() {
            without.insert(shift.agent_id.as_str());
            continue;
        }
        found.push(ShiftOnQueue {
            agent_id: shift.agent_id.clone(),
            serves: able,
            stretches: stretches(shift),
        });
    }
    (found, without.len())
}

/// A shift's stretches on queue; activities that follow one another without a gap are one stretch.
fn stretches(shift: &Shift) -> Vec<(Instant, Instant)> {
    let mut found: Vec<(Instant, Instant)> = Vec::new();
    let on_queue = shift
        .activities
        .iter()
        .filter(|activity| activity.category == ActivityCategory::OnQueueWork);
    for activity in on_queue {
        let (start, end) = (activity.start_at, activity.end_at());
        match found.last_mut() {
            Some((_, until)) if *until == start => *until = end,
            _ => found.push((start, end)),
        }
    }
    found
}
