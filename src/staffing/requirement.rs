//! The requirement of a forecast: agents per interval for every planning group.
//!
//! It is computed when it is read: a week of 15-minute intervals takes well under a millisecond a group, so storing
//! it would only give goals and shrinkage that were changed since a way to disagree with it.

use chrono_tz::Tz;
use crewcast_forecasts::requirement::{
    Derivation, GoalName, Patience, RequirementError, derive, gross, require,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, UnitError};
use serde::Serialize;

use super::goals::{RequirementMessage, StaffingGoals};
use super::interval_service::IntervalService;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::forecasting::{Forecast, GroupForecast, find_forecast, forecast_data};
use crate::organisation::{find_planning_group, find_service_goal_template};
use crate::tenancy::Scope;

/// One planning group's requirement: one value an interval of the forecast's grid.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupRequirement {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Agents on the roster (gross): ceil(net / (1 − shrinkage)), exactly.
    pub required: Vec<u32>,
    /// Agents at work (net).
    pub required_without_shrinkage: Vec<u32>,
    /// Share of rostered time that is not at work, percent.
    #[schema(value_type = f64)]
    #[serde(serialize_with = "as_number")]
    pub shrinkage_percent: rust_decimal::Decimal,
    /// Volume × AHT / interval.
    pub offered_load_erlangs_per_interval: Vec<f64>,
    /// The goal that asked for the agents: `serviceLevel`, `averageSpeedOfAnswer`, `maximumOccupancy`, `stability`,
    /// or `noContacts`.
    #[schema(value_type = Vec<String>)]
    pub binding_goal_per_interval: Vec<GoalName>,
    /// Service with the net requirement at work.
    #[serde(skip)]
    pub service_per_interval: Vec<IntervalService>,
    /// Share answered in time with the net requirement at work; null without contacts or without a service-level goal.
    pub service_level_per_interval: Vec<Option<f64>>,
    /// Mean wait in seconds with the net requirement at work; null without contacts.
    pub average_speed_of_answer_seconds_per_interval: Vec<Option<f64>>,
    /// Share of their time the net requirement spends on contacts.
    pub occupancy_per_interval: Vec<Option<f64>>,
    /// What a planner should know.
    pub messages: Vec<RequirementMessage>,
}

fn as_number<S: serde::Serializer>(
    percent: &rust_decimal::Decimal,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    use rust_decimal::prelude::ToPrimitive;
    serializer.serialize_f64(percent.to_f64().unwrap_or(f64::NAN))
}

/// The requirement of all planning groups of a forecast.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingRequirement {
    /// The forecast.
    pub short_term_forecast_id: String,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Zone of the local days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// One entry a planning group, in the order of their ids.
    pub planning_groups: Vec<GroupRequirement>,
    /// How the interval asked for follows from its inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub derivation: Option<Derivation>,
}

/// A planning group's numbers with its goals.
#[derive(Clone, Debug)]
pub(super) struct GroupToStaff {
    pub name: String,
    pub forecast: GroupForecast,
    pub goals: StaffingGoals,
}

impl GroupToStaff {
    /// Volume and handle time of an interval.
    pub(super) fn demand(
        &self,
        index: usize,
    ) -> Result<Option<(ContactsPerInterval, AhtSeconds)>, UnitError> {
        let handle_times = &self.forecast.average_handle_time_seconds_per_interval;
        let offered = self.forecast.offered_per_interval.get(index);
        offered
            .zip(handle_times.get(index))
            .map(|(volume, aht)| Ok((ContactsPerInterval::new(*volume)?, AhtSeconds::new(*aht)?)))
            .transpose()
    }

    pub(super) fn intervals(&self) -> usize {
        self.forecast.offered_per_interval.len()
    }

    fn require(&self, interval: IntervalMinutes) -> Result<GroupRequirement, Failure> {
        let mut found = GroupRequirement {
            planning_group_id: self.forecast.planning_group_id.clone(),
            planning_group_name: self.name.clone(),
            required: Vec::new(),
            required_without_shrinkage: Vec::new(),
            shrinkage_percent: self.goals.shrinkage.in_percent(),
            offered_load_erlangs_per_interval: Vec::new(),
            binding_goal_per_interval: Vec::new(),
            service_per_interval: Vec::new(),
            service_level_per_interval: Vec::new(),
            average_speed_of_answer_seconds_per_interval: Vec::new(),
            occupancy_per_interval: Vec::new(),
            messages: self.goals.messages.clone(),
        };
        for index in 0..self.intervals() {
            let Some((volume, aht)) = self.demand(index).map_err(|error| self.unfit(&error))?
            else {
                return Err(self.unfit(&"volumes and handle times differ in number"));
            };
            let requirement = require(volume, interval, aht, Patience::Endless, &self.goals.goal)
                .map_err(|error| self.refused(index, &error))?;
            let on_roster = gross(requirement.agents_net, self.goals.shrinkage)
                .map_err(|error| self.refused(index, &error))?;
            let service = IntervalService::from(requirement.achieved);
            found.required.push(on_roster);
            found
                .required_without_shrinkage
                .push(requirement.agents_net);
            found
                .offered_load_erlangs_per_interval
                .push(requirement.offered_load.erlangs());
            found.binding_goal_per_interval.push(requirement.binding);
            found.service_per_interval.push(service);
            found.service_level_per_interval.push(service.service_level);
            found
                .average_speed_of_answer_seconds_per_interval
                .push(service.average_speed_of_answer_seconds);
            found.occupancy_per_interval.push(service.occupancy);
        }
        Ok(found)
    }

    pub(super) fn unfit(&self, reason: &impl ToString) -> Failure {
        Failure::Internal(format!(
            "the stored forecast of planning group {} cannot be staffed: {}",
            self.forecast.planning_group_id,
            reason.to_string()
        ))
    }

    pub(super) fn refused(&self, index: usize, error: &RequirementError) -> Failure {
        let detail = format!("planning group {:?}, interval {index}: {error}", self.name);
        Failure::conflict("cannot-be-staffed", detail)
    }
}

/// A forecast's planning groups with their numbers and goals, in the order of their ids.
pub(super) fn groups_to_staff(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
) -> Result<Vec<GroupToStaff>, Failure> {
    forecast_data(conn, scope, &forecast.id)?
        .into_iter()
        .map(|numbers| {
            let unit = &forecast.business_unit_id;
            let group = find_planning_group(conn, scope, unit, &numbers.planning_group_id)?;
            let template = &group.service_goal_template_id;
            let template = find_service_goal_template(conn, scope, unit, template)?;
            Ok(GroupToStaff {
                goals: StaffingGoals::of(&group, &template)?,
                name: group.name.clone(),
                forecast: numbers,
            })
        })
        .collect()
}

/// The interval length in the units of the mathematics.
pub(super) fn interval_of(forecast: &Forecast) -> Result<IntervalMinutes, Failure> {
    IntervalMinutes::new(forecast.interval_length_minutes)
        .map_err(|error| Failure::Internal(format!("forecast {}: {error}", forecast.id)))
}

/// Agents per interval for every planning group of a forecast, under the goals and shrinkage as they stand now.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `no-staffing-goal` or `cannot-be-staffed`, with the remedy.
pub fn requirement_of_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
) -> Result<Vec<GroupRequirement>, Failure> {
    let forecast = find_forecast(conn, scope, forecast_id)?;
    let interval = interval_of(&forecast)?;
    groups_to_staff(conn, scope, &forecast)?
        .iter()
        .map(|group| group.require(interval))
        .collect()
}

/// The interval of a planning group whose derivation is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The interval's index.
    pub interval: usize,
    /// The planning group.
    pub planning_group_id: String,
}

/// The whole requirement of a forecast, with the derivation of one interval when asked.
///
/// # Errors
/// As [`requirement_of_forecast`], and [`Failure::Invalid`] at `?interval` or `?planningGroupId`.
pub fn staffing_requirement(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    derived: Option<&Derived>,
) -> Result<StaffingRequirement, Failure> {
    let interval = interval_of(forecast)?;
    let groups = groups_to_staff(conn, scope, forecast)?;
    let derivation = derived
        .map(|asked| derivation_of(&groups, interval, asked))
        .transpose()?;
    Ok(StaffingRequirement {
        short_term_forecast_id: forecast.id.clone(),
        reference_start_date: forecast.reference_start_date,
        interval_length_minutes: forecast.interval_length_minutes,
        time_zone: forecast.time_zone,
        planning_groups: groups
            .iter()
            .map(|group| group.require(interval))
            .collect::<Result<_, _>>()?,
        derivation,
    })
}

fn derivation_of(
    groups: &[GroupToStaff],
    interval: IntervalMinutes,
    asked: &Derived,
) -> Result<Derivation, Failure> {
    let group = groups
        .iter()
        .find(|group| group.forecast.planning_group_id == asked.planning_group_id)
        .ok_or_else(|| {
            let detail = "the forecast has no such planning group; see /data for those it has";
            Failure::invalid("?planningGroupId", "not-found", detail)
        })?;
    let mut faults = Faults::default();
    let last = group.intervals().saturating_sub(1);
    faults.require(
        asked.interval <= last,
        "?interval",
        "out-of-range",
        format!("the forecast has intervals 0 to {last}"),
    );
    faults.into_result()?;
    let (volume, aht) = group
        .demand(asked.interval)
        .map_err(|error| group.unfit(&error))?
        .ok_or_else(|| group.unfit(&"volumes and handle times differ in number"))?;
    let goals = &group.goals;
    derive(
        volume,
        interval,
        aht,
        Patience::Endless,
        &goals.goal,
        goals.shrinkage,
    )
    .map_err(|error| group.refused(asked.interval, &error))
}
