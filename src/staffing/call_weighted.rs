//! Service over a varying volume, weighted by contacts: what the average contact meets.
//!
//! Means of shares are taken over contacts, E\[rate × share\] / E\[rate\], those of agents' time over intervals. Where
//! nobody hangs up some rates are above the agents: their contacts are answered too late, and no mean wait exists.

use crewcast_forecasts::erlang::service_level::WithinTime;
use crewcast_forecasts::erlang::uncertain::{UncertainLoad, Weighing};
use crewcast_forecasts::erlang::{a, c};
use crewcast_forecasts::requirement::{Patience, RequirementError, ServiceGoal, offered_load};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers,
};

use super::interval_service::{IntervalService, ServiceStatus};

/// What becomes of the contacts of one load, as shares of them.
struct Fates {
    within: WithinTime,
    hang_up: f64,
    /// Over all contacts: those who hang up wait 0 for an answer.
    wait_for_answer_seconds: f64,
    wait_seconds: f64,
    wait_at_all: f64,
    occupancy: f64,
}

impl Fates {
    fn of(
        load: Erlangs,
        agents: Servers,
        aht: AhtSeconds,
        patience: Patience,
        within: AnswerWithinSeconds,
    ) -> Self {
        match patience {
            Patience::Mean(patience) => {
                let queue = a::Queue::steady(load, agents, aht, patience);
                let served = 1.0 - queue.p_abandon();
                let wait_for_answer = if served > 0.0 {
                    served * queue.average_speed_of_answer_seconds()
                } else {
                    0.0
                };
                Self {
                    within: queue.within(within),
                    hang_up: queue.p_abandon(),
                    wait_for_answer_seconds: wait_for_answer,
                    wait_seconds: queue.mean_wait_of_all_seconds(),
                    wait_at_all: queue.p_wait(),
                    occupancy: queue.occupancy(),
                }
            }
            Patience::Endless => {
                let stable = c::Queue::steady(load, agents).ok();
                Self {
                    within: WithinTime {
                        served: stable
                            .as_ref()
                            .map_or(0.0, |queue| queue.service_level(within, aht)),
                        abandoned: 0.0,
                    },
                    hang_up: 0.0,
                    wait_for_answer_seconds: 0.0,
                    wait_seconds: 0.0,
                    wait_at_all: stable.as_ref().map_or(1.0, c::Queue::p_wait),
                    occupancy: stable.as_ref().map_or(1.0, c::Queue::occupancy),
                }
            }
        }
    }
}

/// The service of `agents` when the rate of an interval of this mean volume varies by `variation`.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
pub(super) fn call_weighted(
    volume: ContactsPerInterval,
    variation: f64,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    agents: Servers,
    goal: &ServiceGoal,
) -> Result<Option<IntervalService>, RequirementError> {
    let mean = offered_load(volume, interval, aht)?;
    let Ok(loads) = UncertainLoad::new(mean, variation) else {
        return Ok(None);
    };
    let level = goal.service_level;
    let answer = level.map_or(AnswerWithinSeconds::ZERO, |goal| goal.within);
    let fates = |load| Fates::of(load, agents, aht, patience, answer);
    let bend = Erlangs::new(agents.count()).unwrap_or(Erlangs::ZERO);
    let [served, abandoned, hang_up, for_answer, wait, wait_at_all] =
        loads.mean_of(Weighing::ByCalls, bend, |load| {
            let fates = fates(load);
            [
                fates.within.served,
                fates.within.abandoned,
                fates.hang_up,
                fates.wait_for_answer_seconds,
                fates.wait_seconds,
                fates.wait_at_all,
            ]
        });
    let [occupancy] = loads.mean_of(Weighing::ByInterval, bend, |load| [fates(load).occupancy]);
    let answered = 1.0 - hang_up;
    let ends = patience != Patience::Endless;
    Ok(Some(IntervalService {
        status: ServiceStatus::Steady,
        service_level: level
            .map(|goal| WithinTime { served, abandoned }.service_level(goal.variant, answered)),
        average_speed_of_answer_seconds: (ends && answered > 0.0).then(|| for_answer / answered),
        mean_wait_seconds: ends.then_some(wait),
        abandon_rate: Some(hang_up),
        p_wait: Some(wait_at_all),
        occupancy: Some(occupancy),
    }))
}
