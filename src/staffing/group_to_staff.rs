//! A forecast's planning group with its numbers and goals, in the units of the mathematics.

use crewcast_forecasts::requirement::RequirementError;
use crewcast_forecasts::units::{
    AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers, UnitError,
};

use super::goals::StaffingGoals;
use super::interval_service::IntervalService;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{Forecast, GroupForecast, forecast_data};
use crate::organisation::{
    PlanningGroup, ServiceGoalTemplate, StaffingMethod, WeekGrid, find_planning_group,
    find_service_goal_template,
};
use crate::tenancy::Scope;

/// One planning group of a forecast, ready to be staffed and judged.
#[derive(Clone, Debug)]
pub struct GroupToStaff {
    /// Its name.
    pub name: String,
    /// Its goals, patience and shrinkage as they stand now.
    pub goals: StaffingGoals,
    pub(super) numbers: GroupForecast,
    pub(super) interval: IntervalMinutes,
    pub(super) grid: WeekGrid,
}

/// A forecast's planning groups with their numbers and goals, in the order of their ids.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `no-staffing-goal`.
pub fn groups_to_staff(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
) -> Result<Vec<GroupToStaff>, Failure> {
    let grid = forecast.grid()?;
    forecast_data(conn, scope, &forecast.id)?
        .into_iter()
        .map(|numbers| {
            let unit = &forecast.business_unit_id;
            let group = find_planning_group(conn, scope, unit, &numbers.planning_group_id)?;
            let template = &group.service_goal_template_id;
            let template = find_service_goal_template(conn, scope, unit, template)?;
            GroupToStaff::new(numbers, &group, &template, grid.clone())
        })
        .collect()
}

impl GroupToStaff {
    /// Numbers over a grid, and the goals they are staffed for.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-staffing-goal`; [`Failure::Internal`] for a grid that no forecast has.
    pub fn new(
        numbers: GroupForecast,
        group: &PlanningGroup,
        template: &ServiceGoalTemplate,
        grid: WeekGrid,
    ) -> Result<Self, Failure> {
        let interval = IntervalMinutes::new(grid.interval_minutes());
        Ok(Self {
            goals: StaffingGoals::of(group, template)?,
            name: group.name.clone(),
            numbers,
            interval: interval.map_err(|error| Failure::Internal(error.to_string()))?,
            grid,
        })
    }

    /// The planning group's id.
    pub fn id(&self) -> &str {
        &self.numbers.planning_group_id
    }

    /// How many intervals the forecast has.
    pub fn intervals(&self) -> usize {
        self.numbers.offered_per_interval.len()
    }

    /// Contacts offered, one number an interval of the forecast.
    pub fn offered(&self) -> &[f64] {
        &self.numbers.offered_per_interval
    }

    /// The length of its intervals.
    pub fn interval(&self) -> IntervalMinutes {
        self.interval
    }

    /// Mean volume and handle time of an interval.
    ///
    /// # Errors
    /// [`Failure::Internal`] past the forecast's end, and for numbers no forecast holds.
    pub fn demand(&self, index: usize) -> Result<(ContactsPerInterval, AhtSeconds), Failure> {
        let handle_times = &self.numbers.average_handle_time_seconds_per_interval;
        let (offered, handle_time) = self
            .offered()
            .get(index)
            .zip(handle_times.get(index))
            .ok_or_else(|| self.unfit(&"volumes and handle times differ in number"))?;
        let units = || -> Result<_, UnitError> {
            Ok((
                ContactsPerInterval::new(*offered)?,
                AhtSeconds::new(*handle_time)?,
            ))
        };
        units().map_err(|error| self.unfit(&error))
    }

    /// Service of the intervals from `first` on with these agents at work, parts of an agent included; one entry a
    /// number of agents, of which those past the forecast's end are left out.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`; [`Failure::Internal`] for numbers no forecast holds.
    pub fn service(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<IntervalService>, Failure> {
        match self.goals.method {
            StaffingMethod::Stationary => self.stationary_service(first, agents_at_work),
            StaffingMethod::CarryOver => self.carried_over_service(first, agents_at_work),
        }
    }

    fn stationary_service(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<IntervalService>, Failure> {
        (first..self.intervals())
            .zip(agents_at_work)
            .map(|(index, agents)| {
                let (volume, aht) = self.demand(index)?;
                let agents = Servers::new(*agents).map_err(|error| self.unfit(&error))?;
                self.goals
                    .service(volume, self.interval, aht, agents)
                    .map_err(|error| self.refused(index, &error))
            })
            .collect()
    }

    pub(super) fn unfit(&self, reason: &impl ToString) -> Failure {
        Failure::Internal(format!(
            "the stored forecast of planning group {} cannot be staffed: {}",
            self.id(),
            reason.to_string()
        ))
    }

    /// What cannot be computed of an interval, as a conflict.
    pub fn refused(&self, index: usize, error: &RequirementError) -> Failure {
        let detail = format!("planning group {:?}, interval {index}: {error}", self.name);
        Failure::conflict("cannot-be-staffed", detail)
    }
}
