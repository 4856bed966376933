//! The requirement of many intervals in one call.

use crewcast_forecasts::requirement::{GoalName, RequirementError, gross, require};
use serde::{Deserialize, Serialize};

use super::goals::RequirementMessage;
use super::goals_to_meet::GoalsToMeet;
use super::interval_service::IntervalService;
use super::intervals_to_staff::{CountedFaults, Sent};
use super::one_or_each::OneOrEach;
use super::refusals::fault_of;
use crate::failure::{Failure, Faults};

/// The most intervals of one call: a year of quarter hours of two planning groups and more.
pub const MAXIMUM_INTERVALS: usize = 100_000;

/// Intervals to staff, each by itself.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntervalsToStaff {
    /// 5, 10, 15, 20, 30 or 60.
    pub interval_length_minutes: u32,
    /// Contacts offered, one number an interval; 1 to 100,000 of them.
    pub volumes: Vec<f64>,
    /// Talk, hold and wrap-up in seconds: one number an interval, or one for all.
    pub average_handle_time_seconds: OneOrEach,
    /// Mean time a contact waits before it hangs up. Given, Erlang A staffs; left out, nobody hangs up (Erlang C).
    pub average_patience_seconds: Option<f64>,
    /// Percent of rostered time that is not at work; 0 when left out.
    #[serde(default)]
    pub shrinkage_percent: f64,
    /// What is to be met; all goals that are given.
    pub goals: GoalsToMeet,
}

/// The agents many intervals take; every list has one value an interval, in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementOfIntervals {
    /// Agents on the roster: ceil(net / (1 − shrinkage)), exactly.
    pub required: Vec<u32>,
    /// Agents at work.
    pub required_without_shrinkage: Vec<u32>,
    /// The goal that asks for this many.
    #[schema(value_type = Vec<String>)]
    pub binding_goal: Vec<GoalName>,
    /// Share answered in time with the net requirement at work; null without contacts or such a goal.
    pub service_level: Vec<Option<f64>>,
    /// Mean wait of those answered, in seconds; null without contacts.
    pub average_speed_of_answer_seconds: Vec<Option<f64>>,
    /// Share of contacts that hang up; null without contacts.
    pub abandon_rate: Vec<Option<f64>>,
    /// Share of their time agents spend on contacts.
    pub occupancy: Vec<Option<f64>>,
    /// What a planner should know.
    pub messages: Vec<RequirementMessage>,
}

impl RequirementOfIntervals {
    fn push(&mut self, net: u32, on_roster: u32, binding: GoalName, service: &IntervalService) {
        self.required.push(on_roster);
        self.required_without_shrinkage.push(net);
        self.binding_goal.push(binding);
        self.service_level.push(service.service_level);
        self.average_speed_of_answer_seconds
            .push(service.average_speed_of_answer_seconds);
        self.abandon_rate.push(service.abandon_rate);
        self.occupancy.push(service.occupancy);
    }
}

/// Staffs every interval by itself.
///
/// # Errors
/// [`Failure::Invalid`]: values that are no such quantity, goals nobody reaches, intervals that cannot be staffed; the
/// pointer names the interval.
pub fn calculate_requirements(body: &IntervalsToStaff) -> Result<RequirementOfIntervals, Failure> {
    let sent = Sent {
        interval_length_minutes: body.interval_length_minutes,
        volumes: &body.volumes,
        handle_times: &body.average_handle_time_seconds,
        average_patience_seconds: body.average_patience_seconds,
        shrinkage_percent: body.shrinkage_percent,
        goals: &body.goals,
        at_most: MAXIMUM_INTERVALS,
    };
    let read = sent.read()?;
    let mut found = RequirementOfIntervals {
        messages: body.goals.messages(body.average_patience_seconds.is_some()),
        ..RequirementOfIntervals::default()
    };
    let (mut faults, mut counted) = (Faults::default(), CountedFaults::default());
    for (index, (volume, aht)) in read.demand.iter().enumerate() {
        let staffed = require(*volume, read.interval, *aht, read.patience, &read.goal)
            .and_then(|needed| Ok((gross(needed.agents_net, read.shrinkage)?, needed)));
        match staffed {
            Ok((on_roster, needed)) => {
                let service = IntervalService::from(needed.achieved);
                found.push(needed.agents_net, on_roster, needed.binding, &service);
            }
            // A fault of the goals is the same in every interval: once is enough.
            Err(error) if !is_of_one_interval(&error) => {
                return Err(Failure::Invalid(vec![fault_of(
                    &error,
                    &sent.places(index),
                )]));
            }
            Err(error) => counted.note(&mut faults, || fault_of(&error, &sent.places(index))),
        }
    }
    counted.close(&mut faults);
    faults.into_result()?;
    Ok(found)
}

fn is_of_one_interval(error: &RequirementError) -> bool {
    matches!(
        error,
        RequirementError::NoHandleTime(_) | RequirementError::LoadTooLarge { .. }
    )
}
