//! The requirement of a day by four methods, each judged by the exact chain that carries queues from interval to
//! interval.

use crewcast_forecasts::requirement::{RequirementError, gross, require};
use crewcast_forecasts::transient::{
    Day, Demand, HandleTimes, OnDrop, evaluate, lagged_offered_load, modified_offered_load,
};
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs};
use serde::{Deserialize, Serialize};

use super::carry_over::fault_of_day;
use super::goals::RequirementMessage;
use super::goals_to_meet::GoalsToMeet;
use super::interval_service::IntervalService;
use super::intervals_to_staff::{Intervals, Sent};
use super::met::meets;
use super::one_or_each::OneOrEach;
use super::refusals::fault_of;
use crate::failure::{Failure, Faults};

/// The most intervals of a day: one of 25 hours in steps of 5 minutes.
pub const INTERVALS_OF_A_DAY: usize = 300;

/// A day to staff, or to judge with the agents it has.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DayToStaff {
    /// 5, 10, 15, 20, 30 or 60.
    pub interval_length_minutes: u32,
    /// Contacts offered, one number an interval; 1 to 300 of them.
    pub volumes: Vec<f64>,
    /// Talk, hold and wrap-up in seconds: one number an interval, or one for all.
    pub average_handle_time_seconds: OneOrEach,
    /// Mean time a contact waits before it hangs up; left out, nobody hangs up.
    pub average_patience_seconds: Option<f64>,
    /// Percent of rostered time that is not at work; 0 when left out.
    #[serde(default)]
    pub shrinkage_percent: f64,
    /// What every interval is to meet; all goals that are given.
    pub goals: GoalsToMeet,
    /// Agents at work, one number an interval: judges these instead of staffing.
    pub agents: Option<Vec<u32>>,
    /// What becomes of calls in progress when agents leave; `preempt` when left out.
    #[serde(default)]
    pub on_drop: DroppedCalls,
}

/// What becomes of calls in progress when fewer agents are at work than there are calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DroppedCalls {
    /// Their contacts go back to the head of the queue.
    #[default]
    Preempt,
    /// The agents stay until they have finished them.
    FinishCall,
}

impl From<DroppedCalls> for OnDrop {
    fn from(dropped: DroppedCalls) -> Self {
        match dropped {
            DroppedCalls::Preempt => Self::Preempt,
            DroppedCalls::FinishCall => Self::FinishCall,
        }
    }
}

/// A day by each method.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayComparison {
    /// By method.
    pub methods: DayMethods,
    /// What a planner should know.
    pub messages: Vec<RequirementMessage>,
}

/// The methods; those that were not asked for are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayMethods {
    /// Stationary, independent, period by period: each interval as if its load had always been there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sipp: Option<StaffedDay>,
    /// The same with arrivals taken one handle time earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lagged_sipp: Option<StaffedDay>,
    /// The same with the load that there would be if an agent were always free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_offered_load: Option<StaffedDay>,
    /// Every interval meets its goals with the queue it inherits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carry_over: Option<StaffedDay>,
    /// The agents that were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<StaffedDay>,
}

/// A day with its agents; every list has one value an interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffedDay {
    /// Agents at work.
    pub required_without_shrinkage: Vec<u32>,
    /// Agents on the roster: ceil(net / (1 − shrinkage)), exactly.
    pub required: Vec<u32>,
    /// Minutes at work of all agents together.
    pub agent_minutes: f64,
    /// What they give by the exact chain, which carries the queue of every interval to the next.
    pub service: ServiceOfDay,
    /// What the stationary formula believes they give.
    pub stationary: ServiceOfDay,
    /// Intervals that miss a goal by the exact chain, counted from 0.
    pub missed_intervals: Vec<usize>,
}

/// The service of a day, one value an interval; null where a figure does not exist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOfDay {
    /// Share of contacts answered within the goal's seconds, in its variant.
    pub service_level: Vec<Option<f64>>,
    /// Mean wait of the contacts that are answered, in seconds.
    pub average_speed_of_answer_seconds: Vec<Option<f64>>,
    /// Mean wait of all contacts, in seconds.
    pub mean_wait_seconds: Vec<Option<f64>>,
    /// Share of contacts that hang up.
    pub abandon_rate: Vec<Option<f64>>,
    /// Share of contacts that wait at all.
    pub p_wait: Vec<Option<f64>>,
    /// Share of their time agents are busy.
    pub occupancy: Vec<Option<f64>>,
    /// Contacts waiting when the interval ends; only by the exact chain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queue_at_end: Vec<f64>,
}

impl ServiceOfDay {
    fn push(&mut self, service: &IntervalService) {
        self.service_level.push(service.service_level);
        self.average_speed_of_answer_seconds
            .push(service.average_speed_of_answer_seconds);
        self.mean_wait_seconds.push(service.mean_wait_seconds);
        self.abandon_rate.push(service.abandon_rate);
        self.p_wait.push(service.p_wait);
        self.occupancy.push(service.occupancy);
    }
}

/// Staffs a day by every method, or judges the agents it is given.
///
/// # Errors
/// [`Failure::Invalid`]: values that are no such quantity, goals nobody reaches, intervals that cannot be staffed or
/// followed; the pointer names the interval.
pub fn calculate_day(body: &DayToStaff) -> Result<DayComparison, Failure> {
    let sent = Sent {
        interval_length_minutes: body.interval_length_minutes,
        volumes: &body.volumes,
        handle_times: &body.average_handle_time_seconds,
        average_patience_seconds: body.average_patience_seconds,
        shrinkage_percent: body.shrinkage_percent,
        goals: &body.goals,
        at_most: INTERVALS_OF_A_DAY,
    };
    let read = sent.read()?;
    let messages = body.goals.messages(body.average_patience_seconds.is_some());
    let judged = Judged {
        sent: &sent,
        demand: demand_of(&read),
        read,
        on_drop: body.on_drop.into(),
    };
    let methods = match &body.agents {
        Some(agents) => {
            judged.require_one_each(agents)?;
            DayMethods {
                given: Some(judged.judge(agents.clone())?),
                ..DayMethods::default()
            }
        }
        None => judged.by_every_method()?,
    };
    Ok(DayComparison { methods, messages })
}

/// A day in the units of the mathematics.
fn demand_of(read: &Intervals) -> Demand {
    let (contacts_per_interval, handle_times) = read.demand.iter().copied().unzip();
    Demand {
        interval_seconds: f64::from(read.interval.seconds()),
        contacts_per_interval,
        aht: HandleTimes::PerInterval(handle_times),
        patience: read.patience,
    }
}

struct Judged<'a> {
    sent: &'a Sent<'a>,
    read: Intervals,
    demand: Demand,
    on_drop: OnDrop,
}

impl Judged<'_> {
    fn require_one_each(&self, agents: &[u32]) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let (given, intervals) = (agents.len(), self.read.demand.len());
        faults.require(
            given == intervals,
            "/agents",
            "wrong-length",
            format!("{given} numbers of agents for {intervals} volumes; give one each"),
        );
        faults.into_result()
    }

    fn by_every_method(&self) -> Result<DayMethods, Failure> {
        let day_fault = |error| Failure::Invalid(vec![fault_of_day(&error, self.sent)]);
        let own: Vec<ContactsPerInterval> = self.demand.contacts_per_interval.clone();
        let lagged = lagged_offered_load(&self.demand).map_err(day_fault)?;
        let modified: Vec<Erlangs> = modified_offered_load(&self.demand)
            .map_err(day_fault)?
            .iter()
            .map(|load| load.mean)
            .collect();
        Ok(DayMethods {
            sipp: Some(self.judge(self.agents_for(&own)?)?),
            lagged_sipp: Some(self.judge(self.agents_for(&self.volumes_of(&lagged)?)?)?),
            modified_offered_load: Some(
                self.judge(self.agents_for(&self.volumes_of(&modified)?)?)?,
            ),
            carry_over: None,
            given: None,
        })
    }

    /// The volumes that make these loads with each interval's own handle time.
    fn volumes_of(&self, loads: &[Erlangs]) -> Result<Vec<ContactsPerInterval>, Failure> {
        let seconds = self.demand.interval_seconds;
        self.handle_times()
            .zip(loads)
            .map(|(aht, load)| {
                let contacts = if aht == AhtSeconds::ZERO {
                    0.0
                } else {
                    load.erlangs() * seconds / aht.seconds()
                };
                ContactsPerInterval::new(contacts)
                    .map_err(|error| Failure::Internal(error.to_string()))
            })
            .collect()
    }

    /// Handle times of the intervals; one without any goes on with that of the contacts it inherits.
    fn handle_times(&self) -> impl Iterator<Item = AhtSeconds> {
        let mut last = AhtSeconds::ZERO;
        self.read.demand.iter().map(move |(_, aht)| {
            if *aht != AhtSeconds::ZERO {
                last = *aht;
            }
            last
        })
    }

    fn agents_for(&self, volumes: &[ContactsPerInterval]) -> Result<Vec<u32>, Failure> {
        let read = &self.read;
        volumes
            .iter()
            .zip(self.handle_times())
            .enumerate()
            .map(|(index, (volume, aht))| {
                require(*volume, read.interval, aht, read.patience, &read.goal)
                    .map(|needed| needed.agents_net)
                    .map_err(|error| self.refused(&error, index))
            })
            .collect()
    }

    /// The day with these agents, by the chain and by the formula.
    fn judge(&self, agents: Vec<u32>) -> Result<StaffedDay, Failure> {
        let read = &self.read;
        let level = read.goal.service_level;
        let within = level.map_or(AnswerWithinSeconds::ZERO, |goal| goal.within);
        let day = Day {
            demand: self.demand.clone(),
            agents,
            on_drop: self.on_drop,
        };
        let walked = evaluate(&day, within)
            .map_err(|error| Failure::Invalid(vec![fault_of_day(&error, self.sent)]))?;
        let mut found = StaffedDay {
            agent_minutes: day.agents.iter().copied().map(f64::from).sum::<f64>()
                * f64::from(read.interval.minutes()),
            ..StaffedDay::default()
        };
        for (index, walked) in walked.iter().enumerate() {
            let service = IntervalService::walked(walked, level.map(|goal| goal.variant));
            if !meets(&read.goal, &service) {
                found.missed_intervals.push(index);
            }
            found.service.push(&service);
            found.service.queue_at_end.push(walked.queue_at_end);
        }
        let volumes = &self.demand.contacts_per_interval;
        let intervals = volumes.iter().zip(self.handle_times()).zip(&day.agents);
        for (index, ((volume, aht), agents)) in intervals.enumerate() {
            let on_roster =
                gross(*agents, read.shrinkage).map_err(|error| self.refused(&error, index))?;
            found.required.push(on_roster);
            let believed = read
                .believed(*volume, aht, (*agents).into())
                .map_err(|error| self.refused(&error, index))?;
            found.stationary.push(&believed);
        }
        found.required_without_shrinkage = day.agents;
        Ok(found)
    }

    fn refused(&self, error: &RequirementError, index: usize) -> Failure {
        Failure::Invalid(vec![fault_of(error, &self.sent.places(index))])
    }
}
