//! Staffing a day so that each interval meets its goal with what it inherits.
//!
//! From the first interval to the last: the smallest number of agents with which the interval, started from what the
//! ones before it leave, meets its goals by the exact evaluation. The search starts from what the stationary formula
//! asks for the modified offered load, and goes up where that misses and down where it is more than enough. Answers to
//! the last contacts of an interval depend on the next one's agents: where the next has fewer, the interval is looked
//! at once more, and gets one more agent if it misses now. All is deterministic.
//!
//! An interval without contacts has nothing to meet, but those who are still there are not left alone: agents stay so
//! that no more than [`LEFT_WAITING`] of a contact waits on average.

use serde::{Deserialize, Serialize};

use super::day::{Day, evaluate};
use super::demand::{Demand, IntervalRates};
use super::error::TransientError;
use super::interval::{IntervalService, MAXIMUM_EVENTS, Stretch};
use super::offered_load::modified_offered_load;
use super::stationary::Stationary;
use super::system::{OnDrop, System};
use crate::requirement::{RequirementError, ServiceGoal};
use crate::units::AnswerWithinSeconds;

/// A goal missed by less than this is met: the evaluation is no more exact.
const CHAIN_ERROR: f64 = 1e-9;

/// Contacts that may wait on average in an interval without new ones.
const LEFT_WAITING: f64 = 0.05;

/// More agents than any goal takes for loads that can be followed.
const MOST_AGENTS: u32 = 2_000_000;

/// Why a day has no requirement.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CarryOverError {
    /// The day cannot be evaluated.
    #[error(transparent)]
    Day(#[from] TransientError),
    /// The goal or a load is none that can be staffed for.
    #[error(transparent)]
    Requirement(#[from] RequirementError),
    /// No number of agents that was tried is enough.
    #[error(
        "interval {interval} misses its goal even with {agents} agents; check the goal and the volume of the interval"
    )]
    OutOfReach {
        /// Which interval, from 0.
        interval: usize,
        /// Agents tried.
        agents: u32,
    },
}

/// Agents of a day and what they give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequiredDay {
    /// Agents on duty in each interval, before shrinkage.
    pub agents: Vec<u32>,
    /// What each interval gives, by [`evaluate`].
    pub services: Vec<IntervalService>,
}

/// The fewest agents with which every interval meets its goals given what it inherits.
///
/// The result cannot be lowered in any one interval: with one agent fewer that interval was seen to miss. (Where a
/// service level is a goal and the next interval has more agents, they are not counted upon for the last contacts of
/// this one; so one agent fewer may just do there.) A goal missed by less than 1e-9 is met.
///
/// # Errors
/// [`CarryOverError`]: an empty or unreachable goal, contacts without handle time, a day too large to follow.
///
/// ```
/// use crewcast_forecasts::requirement::{Patience, ServiceGoal};
/// use crewcast_forecasts::transient::{Demand, HandleTimes, OnDrop, require_day};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, Share};
/// let demand = Demand {
///     interval_seconds: 900.0,
///     contacts_per_interval: [20.0, 60.0, 20.0].map(|c| ContactsPerInterval::new(c).unwrap()).to_vec(),
///     aht: HandleTimes::Same(AhtSeconds::new(600.0)?),
///     patience: Patience::Endless,
/// };
/// let goal = ServiceGoal { maximum_p_wait: Some(Share::from_percent(20.0)?), ..ServiceGoal::default() };
/// let day = require_day(&demand, &goal, OnDrop::Preempt)?;
/// assert!(day.services.iter().all(|service| service.p_wait <= 0.2 + 1e-9));
/// // Both have 20 contacts, but the last inherits calls of the peak.
/// assert!(day.agents[2] > day.agents[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn require_day(
    demand: &Demand,
    goal: &ServiceGoal,
    on_drop: OnDrop,
) -> Result<RequiredDay, CarryOverError> {
    goal.check(demand.patience)?;
    let guesses = Stationary::of(demand, goal)?
        .agents(modified_offered_load(demand)?.iter().map(|load| load.mean))?;
    let mut search = Search {
        demand,
        goal,
        on_drop,
        answer: answer_within(goal),
        rates: demand.rates()?,
        starts: vec![System::empty()],
        agents: Vec::new(),
        at_least: vec![0; guesses.len()],
    };
    while let Some(&guess) = guesses.get(search.agents.len()) {
        search.staff_next(guess)?;
        search.reconsider_the_one_before()?;
    }
    let agents = search.agents;
    let day = Day {
        demand: demand.clone(),
        agents,
        on_drop,
    };
    Ok(RequiredDay {
        services: evaluate(&day, answer_within(goal))?,
        agents: day.agents,
    })
}

/// The answer time of the service level, where there is one; no other goal has any.
pub(super) fn answer_within(goal: &ServiceGoal) -> AnswerWithinSeconds {
    goal.service_level
        .map_or(AnswerWithinSeconds::ZERO, |level| level.within)
}

/// Whether an interval meets all goals that are set; without contacts it does.
#[must_use]
pub fn meets(service: &IntervalService, goal: &ServiceGoal) -> bool {
    if service.offered == 0.0 {
        return true;
    }
    let at_most = |value: Option<f64>, most: f64| {
        value.is_some_and(|value| value <= most + CHAIN_ERROR * most.max(1.0))
    };
    goal.service_level.is_none_or(|level| {
        service
            .service_level(level.variant)
            .is_some_and(|share| share >= level.share.as_f64() - CHAIN_ERROR)
    }) && goal
        .average_speed_of_answer
        .is_none_or(|most| at_most(service.average_speed_of_answer_seconds, most.seconds()))
        && goal
            .mean_wait
            .is_none_or(|most| at_most(service.mean_wait_seconds, most.seconds()))
        && goal
            .maximum_abandonment
            .is_none_or(|most| at_most(service.abandonment(), most.as_f64()))
        && goal
            .maximum_p_wait
            .is_none_or(|most| at_most(Some(service.p_wait), most.as_f64()))
        && goal
            .maximum_occupancy
            .is_none_or(|most| at_most(service.occupancy, most.as_f64()))
}

struct Search<'a> {
    demand: &'a Demand,
    goal: &'a ServiceGoal,
    on_drop: OnDrop,
    answer: AnswerWithinSeconds,
    rates: Vec<IntervalRates>,
    /// What each interval that is staffed, and the next one, starts from, before its agents are there.
    starts: Vec<System>,
    agents: Vec<u32>,
    /// What a second look has found each interval to need.
    at_least: Vec<u32>,
}

impl Search<'_> {
    /// The smallest number of agents for the next interval: out from the guess by doubling steps, back by halving.
    fn staff_next(&mut self, guess: u32) -> Result<(), CarryOverError> {
        let interval = self.agents.len();
        let least = self.at_least[interval];
        // Below `least` a second look has seen it miss.
        let (mut misses, mut a_miss_was_seen) = (i64::from(least) - 1, false);
        let mut enough: Option<(i64, System)> = None;
        let mut trial = i64::from(guess.max(least));
        let mut step = 1;
        loop {
            let agents = u32::try_from(trial).unwrap_or(MOST_AGENTS);
            if agents >= MOST_AGENTS {
                return Err(CarryOverError::OutOfReach { interval, agents });
            }
            if let Some(end) = self.end_if_enough(interval, agents)? {
                enough = Some((trial, end));
            } else {
                (misses, a_miss_was_seen) = (trial, true);
            }
            trial = match &enough {
                None => misses + step,
                Some((enough, _)) if enough - misses == 1 => break,
                Some((enough, _)) if a_miss_was_seen => misses.midpoint(*enough),
                Some((enough, _)) => (enough - step).max(misses + 1),
            };
            step *= 2;
        }
        if let Some((agents, end)) = enough {
            self.agents
                .push(u32::try_from(agents).unwrap_or(MOST_AGENTS));
            self.starts.push(end);
        }
        Ok(())
    }

    /// What the interval leaves with so many agents, if they are enough for it by themselves.
    fn end_if_enough(
        &self,
        interval: usize,
        agents: u32,
    ) -> Result<Option<System>, CarryOverError> {
        let start = self.starts[interval].staffed(agents, self.on_drop);
        let (end, service) = self.run(interval, start, &[])?;
        let enough = if service.offered == 0.0 {
            service.mean_queue_length <= LEFT_WAITING
        } else {
            meets(&service, self.goal)
        };
        Ok(enough.then_some(end))
    }

    /// Looks at the interval before the last staffed one again, now that its successor's agents are known; if it
    /// misses, both are staffed anew, that one with one agent more.
    fn reconsider_the_one_before(&mut self) -> Result<(), CarryOverError> {
        let [.., before, last] = self.agents[..] else {
            return Ok(());
        };
        // More agents later take nothing from anybody.
        if last >= before || self.goal.service_level.is_none() {
            return Ok(());
        }
        let interval = self.agents.len() - 2;
        let start = self.starts[interval].staffed(before, self.on_drop);
        let next = self.stretch(interval + 1, last);
        let (_, service) = self.run(interval, start, &[next])?;
        if !meets(&service, self.goal) {
            self.at_least[interval] = before + 1;
            self.agents.truncate(interval);
            self.starts.truncate(interval + 1);
        }
        Ok(())
    }

    fn stretch(&self, interval: usize, agents: u32) -> Stretch {
        Stretch::new(self.demand.interval_seconds, &self.rates[interval], agents)
    }

    fn run(
        &self,
        interval: usize,
        start: System,
        later: &[Stretch],
    ) -> Result<(System, IntervalService), CarryOverError> {
        self.stretch(interval, start.agents)
            .run(start, later, self.on_drop, self.answer)
            .map_err(|events| {
                CarryOverError::Day(TransientError::TooManyEvents {
                    interval,
                    events,
                    maximum: MAXIMUM_EVENTS,
                })
            })
    }
}

#[cfg(test)]
#[path = "carry_over_tests.rs"]
mod tests;
