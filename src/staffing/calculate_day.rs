//! The requirement of a day by four methods, each judged by the exact chain that carries queues from interval to
//! interval.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::gross;
use crewcast_forecasts::transient::{
    self, CarryOverError, Demand, HandleTimes, OnDrop, SippError, compare, judge,
};
use serde::{Deserialize, Serialize};

use super::carry_over::{WORK_AT_MOST, fault_of_day, work_of};
use super::goals::RequirementMessage;
use super::goals_to_meet::GoalsToMeet;
use super::interval_service::IntervalService;
use super::intervals_to_staff::{Intervals, Sent};
use super::one_or_each::OneOrEach;
use super::refusals::fault_of;
use crate::failure::{Failure, Faults};

/// The most intervals of a day: one of 25 hours in steps of 5 minutes.
pub const INTERVALS_OF_A_DAY: usize = 300;

/// The most agents of one interval that are judged.
const AGENTS_AT_MOST: u32 = 10_000;

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
    /// Where SIPP, which takes every interval by itself, is wrong; empty for agents that were given.
    pub sipp_misleads: Vec<Misled>,
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

/// An interval in which SIPP is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Misled {
    /// Which interval, counted from 0.
    pub interval: usize,
    /// `missesUnaware` where it believes the goals met and one is missed, `asksForMore` where fewer agents are enough.
    #[schema(value_type = String)]
    pub error: SippError,
    /// Its agents less those with the queue that is inherited.
    pub agents_beyond_need: i64,
    /// The service level it believes in less the exact one; null where none is a goal.
    pub service_level_overrated: Option<f64>,
    /// The exact share of contacts that wait less the one it believes in.
    pub p_wait_underrated: f64,
}

impl From<&transient::Misled> for Misled {
    fn from(misled: &transient::Misled) -> Self {
        Self {
            interval: misled.interval,
            error: misled.error,
            agents_beyond_need: misled.agents_beyond_need,
            service_level_overrated: misled.service_level_overrated,
            p_wait_underrated: misled.p_wait_underrated,
        }
    }
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
    let demand = demand_of(&read);
    require_followable(&sent, &demand)?;
    let on_drop = body.on_drop.into();
    let refused = |error: CarryOverError| Failure::Invalid(vec![fault_of_day(&error, &sent)]);
    let told = |day: transient::StaffedDay| read.told(day, &sent);
    let (methods, sipp_misleads) = match &body.agents {
        Some(agents) => {
            require_one_each(agents, demand.intervals())?;
            let given = judge(&demand, &read.goal, on_drop, agents.clone()).map_err(refused)?;
            let methods = DayMethods {
                given: Some(told(given)?),
                ..DayMethods::default()
            };
            (methods, Vec::new())
        }
        None => {
            let compared = compare(&demand, &read.goal, on_drop).map_err(refused)?;
            let misleads = compared.sipp_misleads.iter().map(Misled::from).collect();
            let methods = DayMethods {
                sipp: Some(told(compared.sipp)?),
                lagged_sipp: Some(told(compared.lagged_sipp)?),
                modified_offered_load: Some(told(compared.modified_offered_load)?),
                carry_over: Some(told(compared.carry_over)?),
                given: None,
            };
            (methods, misleads)
        }
    };
    Ok(DayComparison {
        methods,
        sipp_misleads,
        messages: body.goals.messages(body.average_patience_seconds.is_some()),
    })
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

fn require_one_each(agents: &[u32], intervals: usize) -> Result<(), Failure> {
    let mut faults = Faults::default();
    let given = agents.len();
    faults.require(
        given == intervals,
        "/agents",
        "wrong-length",
        format!("{given} numbers of agents for {intervals} volumes; give one each"),
    );
    for (index, agents) in agents.iter().enumerate() {
        faults.require(
            *agents <= AGENTS_AT_MOST,
            format!("/agents/{index}"),
            "out-of-range",
            format!("{agents} agents are more than can be followed; give at most {AGENTS_AT_MOST}"),
        );
    }
    faults.into_result()
}

/// What would take minutes is refused before it is begun, at the interval with the most work.
fn require_followable(sent: &Sent<'_>, demand: &Demand) -> Result<(), Failure> {
    let work = work_of(demand);
    if work.iter().sum::<f64>() <= WORK_AT_MOST {
        return Ok(());
    }
    let most = work
        .iter()
        .enumerate()
        .max_by(|left, right| left.1.total_cmp(right.1))
        .map_or(0, |(index, _)| index);
    let detail = "the day has too many contacts to follow its queue one by one; check that a volume counts one \
                  interval, or use calculate-batch, whose stationary formula errs little for so large a load";
    let pointer = sent.places(most).volume;
    Err(Failure::invalid(pointer, "too-large-to-follow", detail))
}

impl Intervals {
    fn told(&self, day: transient::StaffedDay, sent: &Sent<'_>) -> Result<StaffedDay, Failure> {
        let mut found = StaffedDay {
            agent_minutes: day.agent_minutes,
            missed_intervals: day.missed_intervals,
            ..StaffedDay::default()
        };
        let variant: Option<ServiceLevelVariant> = self.goal.service_level.map(|goal| goal.variant);
        for (index, agents) in day.agents.iter().enumerate() {
            let on_roster = gross(*agents, self.shrinkage)
                .map_err(|error| Failure::Invalid(vec![fault_of(&error, &sent.places(index))]))?;
            found.required.push(on_roster);
        }
        for walked in &day.services {
            found
                .service
                .push(&IntervalService::walked(walked, variant));
            found.service.queue_at_end.push(walked.queue_at_end);
        }
        for believed in day.stationary {
            let mut believed = IntervalService::from(believed);
            believed.service_level = believed.service_level.filter(|_| variant.is_some());
            found.stationary.push(&believed);
        }
        found.required_without_shrinkage = day.agents;
        Ok(found)
    }
}
