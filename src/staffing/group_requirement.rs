//! Agents per interval for one planning group of a forecast.

use std::ops::Range;

use crewcast_forecasts::requirement::{GoalName, Requirement, gross, offered_load, require};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval};
use serde::Serialize;

use super::calculate::QueueingModel;
use super::day_probability::DayProbability;
use super::goals::RequirementMessage;
use super::group_to_staff::GroupToStaff;
use super::interval_service::IntervalService;
use crate::failure::Failure;
use crate::organisation::StaffingMethod;

/// One planning group's requirement: one value an interval of the forecast's grid.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupRequirement {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// The formula behind the numbers: `erlangA` where the group has a patience.
    pub model: QueueingModel,
    /// Whether intervals are staffed by themselves or with the queue they inherit.
    pub staffing_method: StaffingMethod,
    /// The probability with which an interval is to meet its goals; null for staffing to the mean forecast.
    pub staffing_probability_percent: Option<f64>,
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
    /// The goal that asked for the agents: `serviceLevel`, `averageSpeedOfAnswer`, `maximumAbandonment`,
    /// `maximumOccupancy`, `stability`, or `noContacts`.
    #[schema(value_type = Vec<String>)]
    pub binding_goal_per_interval: Vec<GoalName>,
    /// Service with the net requirement at work.
    #[serde(skip)]
    pub service_per_interval: Vec<IntervalService>,
    /// Share answered in time with the net requirement at work; null without contacts or without a service-level goal.
    pub service_level_per_interval: Vec<Option<f64>>,
    /// Mean wait in seconds of those who are answered with the net requirement at work; null without contacts.
    pub average_speed_of_answer_seconds_per_interval: Vec<Option<f64>>,
    /// Mean wait in seconds of all, those who hang up included.
    pub mean_wait_seconds_per_interval: Vec<Option<f64>>,
    /// Share of contacts that hang up; 0 where the group has no patience.
    pub abandon_rate_per_interval: Vec<Option<f64>>,
    /// Share of their time the net requirement spends on contacts.
    pub occupancy_per_interval: Vec<Option<f64>>,
    /// The probability that the net requirement meets the goals, given the forecast's own spread (P10, P50, P90); null
    /// without contacts.
    pub probability_of_meeting_goal_per_interval: Vec<Option<f64>>,
    /// The probability that whole local days meet the goals, likewise; a busy day is taken to be busy throughout.
    pub days: Vec<DayProbability>,
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

/// Agents an interval takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredHeads {
    /// At work (net).
    pub at_work: u32,
    /// On the roster (gross).
    pub on_roster: u32,
}

/// Agents at work in an interval and the goal that asks for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Net {
    pub agents: u32,
    pub binding: GoalName,
}

impl GroupToStaff {
    /// Agents per interval under the goals, patience and method as they stand now.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`, with the remedy.
    pub fn require(&self) -> Result<GroupRequirement, Failure> {
        let net = self.net(0..self.intervals())?;
        let at_work: Vec<f64> = net.iter().map(|net| f64::from(net.agents)).collect();
        let service = self.service(0, &at_work)?;
        let figures = |figure: fn(&IntervalService) -> Option<f64>| {
            service.iter().map(figure).collect::<Vec<_>>()
        };
        let has_level = self.goals.goal.service_level.is_some();
        let mut required = Vec::with_capacity(net.len());
        let mut loads = Vec::with_capacity(net.len());
        for (index, net) in net.iter().enumerate() {
            let (volume, aht) = self.demand(index)?;
            required.push(
                gross(net.agents, self.goals.shrinkage)
                    .map_err(|error| self.refused(index, &error))?,
            );
            loads.push(
                offered_load(volume, self.interval, aht)
                    .map_err(|error| self.refused(index, &error))?
                    .erlangs(),
            );
        }
        Ok(GroupRequirement {
            planning_group_id: self.id().to_owned(),
            planning_group_name: self.name.clone(),
            model: self.goals.patience.into(),
            staffing_method: self.goals.method,
            staffing_probability_percent: self
                .goals
                .probability
                .map(|probability| probability.as_f64() * 100.0),
            required,
            required_without_shrinkage: net.iter().map(|net| net.agents).collect(),
            shrinkage_percent: self.goals.shrinkage.in_percent(),
            offered_load_erlangs_per_interval: loads,
            binding_goal_per_interval: net.iter().map(|net| net.binding).collect(),
            service_level_per_interval: figures(|service| service.service_level)
                .into_iter()
                .map(|level| level.filter(|_| has_level))
                .collect(),
            average_speed_of_answer_seconds_per_interval: figures(|service| {
                service.average_speed_of_answer_seconds
            }),
            mean_wait_seconds_per_interval: figures(|service| service.mean_wait_seconds),
            abandon_rate_per_interval: figures(|service| service.abandon_rate),
            occupancy_per_interval: figures(|service| service.occupancy),
            probability_of_meeting_goal_per_interval: self
                .probability_of_meeting_goal(0, &at_work)?,
            days: self.probability_of_days(0, &at_work)?,
            service_per_interval: service,
            messages: self.goals.messages.clone(),
        })
    }

    /// Agents of these intervals, at work and on the roster, and nothing else: many times faster than the whole
    /// requirement. Intervals past the forecast's end are left out.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`, with the remedy.
    pub fn required_heads(&self, intervals: Range<usize>) -> Result<Vec<RequiredHeads>, Failure> {
        let first = intervals.start;
        let net = self.net(first..intervals.end.min(self.intervals()))?;
        let heads = (first..).zip(net).map(|(index, net)| {
            Ok(RequiredHeads {
                at_work: net.agents,
                on_roster: gross(net.agents, self.goals.shrinkage)
                    .map_err(|error| self.refused(index, &error))?,
            })
        });
        heads.collect()
    }

    fn net(&self, intervals: Range<usize>) -> Result<Vec<Net>, Failure> {
        match self.goals.method {
            StaffingMethod::Stationary => self.stationary_net(intervals),
            StaffingMethod::CarryOver => self.carried_over_net(intervals),
        }
    }

    /// Every interval by itself, for the volume that is staffed for.
    fn stationary_net(&self, intervals: Range<usize>) -> Result<Vec<Net>, Failure> {
        intervals
            .map(|index| {
                let (volume, aht) = self.demand_to_staff(index)?;
                let needed = self.needed(index, volume, aht)?;
                Ok(Net {
                    agents: needed.agents_net,
                    binding: needed.binding,
                })
            })
            .collect()
    }

    pub(super) fn needed(
        &self,
        index: usize,
        volume: ContactsPerInterval,
        aht: AhtSeconds,
    ) -> Result<Requirement, Failure> {
        let goals = &self.goals;
        require(volume, self.interval, aht, goals.patience, &goals.goal)
            .map_err(|error| self.refused(index, &error))
    }
}
