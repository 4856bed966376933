//! One interval whose rate is uncertain.

use super::rate::RateUncertainty;
use crate::erlang::service_level::WithinTime;
use crate::erlang::uncertain::{UncertainLoad, Weighing};
use crate::erlang::{a, c};
use crate::requirement::error::RequirementError;
use crate::requirement::goal::ServiceGoal;
use crate::requirement::load::offered_load;
use crate::requirement::patience::Patience;
use crate::requirement::predict::{Figures, Predicted};
use crate::requirement::search::{Requirement, meets, require};
use crate::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers, Share,
};

/// The smallest number of agents that meets all goals with at least this probability.
///
/// That is the requirement of the volume's percentile: with 0.8, of the volume that four intervals in five do not
/// exceed. Why: with n agents every goal that is met at a rate is met at each smaller one (Erlang C's figures fall with
/// n − A; for Erlang A see the search), so there is a rate r(n) up to which n agents meet them all, and they do so with
/// the probability P(rate ≤ r(n)). That is at least p exactly if r(n) is at least the p-quantile of the rate, that is
/// if n agents meet the goals at the quantile.
///
/// The offered load and the figures of the result are those at the percentile.
///
/// # Errors
/// As [`require()`], at the percentile.
///
/// ```
/// use crewcast_forecasts::requirement::uncertain::{RateUncertainty, probability_of_meeting, require_with_probability};
/// use crewcast_forecasts::requirement::{Patience, ServiceGoal};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Share, WaitSeconds};
/// let (volume, interval) = (ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?);
/// let (aht, spread) = (AhtSeconds::new(180.0)?, RateUncertainty::new(0.1)?);
/// let goal = ServiceGoal { average_speed_of_answer: Some(WaitSeconds::new(10.0)?), ..ServiceGoal::default() };
/// let staff = |percent| {
///     let share = Share::from_percent(percent)?;
///     Ok::<_, Box<dyn std::error::Error>>(
///         require_with_probability(volume, interval, aht, Patience::Endless, &goal, spread, share)?.agents_net,
///     )
/// };
/// assert_eq!((staff(50.0)?, staff(80.0)?, staff(95.0)?), (14, 15, 16));
/// let met = probability_of_meeting(volume, interval, aht, Patience::Endless, &goal, spread, 15)?;
/// assert!((0.80..0.95).contains(&met));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn require_with_probability(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
    uncertainty: RateUncertainty,
    probability: Share,
) -> Result<Requirement, RequirementError> {
    let volume = uncertainty.quantile(volume, probability)?;
    require(volume, interval, aht, patience, goal)
}

/// The probability that an interval meets all goals with a number of agents; 1 where no contacts are expected.
///
/// # Errors
/// [`RequirementError`]: an empty or unreachable goal, contacts without handle time, too large a load.
pub fn probability_of_meeting(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
    uncertainty: RateUncertainty,
    agents: impl Into<Servers>,
) -> Result<f64, RequirementError> {
    goal.check(patience)?;
    let mean = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(1.0);
    }
    let agents = agents.into();
    let load = UncertainLoad::new(mean, uncertainty.coefficient_of_variation())?;
    Ok(load.probability_of(|load| meets(load, agents, aht, patience, goal)))
}

/// What callers meet on average over many such intervals: figures weighed by contacts, because the intervals that go
/// wrong are those with more of them. Occupancy is weighed by time. Service levels are of all contacts together, so
/// that variants that leave some out divide sums by sums.
///
/// By Erlang C mean waits are infinite, because some intervals have no steady state however small their probability;
/// their contacts all wait and count as answered too late.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
pub fn predict_by_calls(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
    uncertainty: RateUncertainty,
    agents: impl Into<Servers>,
) -> Result<Predicted, RequirementError> {
    let mean = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(Predicted::Idle);
    }
    let agents = agents.into();
    let load = UncertainLoad::new(mean, uncertainty.coefficient_of_variation())?;
    let answer_time = goal.answer_time();
    let within = answer_time.map_or(AnswerWithinSeconds::ZERO, |(within, _)| within);
    let bend = Erlangs::new(agents.count()).unwrap_or(mean);
    let at = |load: Erlangs| match patience {
        Patience::Mean(patience) => {
            AtLoad::of_impatient(&a::Queue::steady(load, agents, aht, patience), within)
        }
        Patience::Endless => AtLoad::of_endless(c::Queue::steady(load, agents).ok(), aht, within),
    };
    // One pass: E[X f(X)] / A is the mean over intervals of X / A · f(X).
    let weighed = |load: Erlangs| {
        let (at, calls) = (at(load), load.erlangs() / mean.erlangs());
        [
            calls * at.served_within,
            calls * at.abandoned_within,
            calls * at.abandoned,
            calls * at.waiting,
            calls * at.wait,
            calls * at.wait_if_served,
            at.occupancy,
        ]
    };
    let [
        served,
        gone,
        abandonment,
        p_wait,
        wait,
        wait_if_served,
        occupancy,
    ] = load.mean_of(Weighing::ByInterval, bend, weighed);
    let within = WithinTime {
        served,
        abandoned: gone,
    };
    let never_waits_forever =
        patience != Patience::Endless || uncertainty.coefficient_of_variation() == 0.0;
    let finite = |wait: f64| {
        if never_waits_forever {
            wait
        } else {
            f64::INFINITY
        }
    };
    Ok(Predicted::Steady(Figures {
        service_level: answer_time
            .map(|(_, variant)| within.service_level(variant, 1.0 - abandonment)),
        average_speed_of_answer_seconds: if abandonment < 1.0 {
            finite(wait_if_served / (1.0 - abandonment))
        } else {
            f64::INFINITY
        },
        mean_wait_seconds: finite(wait),
        abandonment,
        occupancy,
        p_wait,
    }))
}

/// Figures at a known load; shares of all offered.
struct AtLoad {
    served_within: f64,
    abandoned_within: f64,
    abandoned: f64,
    waiting: f64,
    wait: f64,
    /// Mean wait of the served times their share.
    wait_if_served: f64,
    occupancy: f64,
}

impl AtLoad {
    fn of_impatient(queue: &a::Queue, within: AnswerWithinSeconds) -> Self {
        let WithinTime { served, abandoned } = queue.within(within);
        let served_at_all = queue.p_served();
        Self {
            served_within: served,
            abandoned_within: abandoned,
            abandoned: queue.p_abandon(),
            waiting: queue.p_wait(),
            wait: queue.mean_wait_of_all_seconds(),
            wait_if_served: if served_at_all > 0.0 {
                queue.average_speed_of_answer_seconds() * served_at_all
            } else {
                0.0
            },
            occupancy: queue.occupancy(),
        }
    }

    fn of_endless(steady: Option<c::Queue>, aht: AhtSeconds, within: AnswerWithinSeconds) -> Self {
        let Some(queue) = steady else {
            return Self {
                served_within: 0.0,
                abandoned_within: 0.0,
                abandoned: 0.0,
                waiting: 1.0,
                wait: 0.0,
                wait_if_served: 0.0,
                occupancy: 1.0,
            };
        };
        let (waiting, level) = (queue.p_wait(), queue.service_level(within, aht));
        // Waits have no mean over uncertain loads; only a certain one shows them.
        let wait = queue.average_speed_of_answer_seconds(aht);
        Self {
            served_within: level,
            abandoned_within: 0.0,
            abandoned: 0.0,
            waiting,
            wait,
            wait_if_served: wait,
            occupancy: queue.occupancy(),
        }
    }
}

#[cfg(test)]
#[path = "interval_tests.rs"]
mod tests;
