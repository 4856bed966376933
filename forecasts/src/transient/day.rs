//! A day evaluated exactly: each interval starts from what the one before leaves.

use serde::{Deserialize, Serialize};

use super::demand::Demand;
use super::error::TransientError;
use super::interval::{IntervalService, Stretch};
use super::system::{OnDrop, System};
use crate::units::AnswerWithinSeconds;

/// A day with its demand and its agents, all intervals of the same length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Day {
    /// What arrives.
    pub demand: Demand,
    /// Agents on duty in each interval.
    pub agents: Vec<u32>,
    /// What becomes of calls in progress when agents leave.
    #[serde(default)]
    pub on_drop: OnDrop,
}

/// What each interval of a day gives, by the exact time-dependent queue M(t)/M/n(t)(+M).
///
/// Arrivals are Poisson at a rate that is constant within an interval, handle times and patience are exponential, the
/// day starts empty, contacts are answered in the order they came, and agents join and leave at the start of an
/// interval. Under these assumptions probabilities and means are exact up to [`IntervalService::error_bound`] and
/// rounding; loads above the agents are no exception, the queue grows for as long as that lasts. Which figures know
/// of later changes of the staff is said at each.
///
/// # Errors
/// [`TransientError`]: lists of different lengths, contacts without handle time, a day too large to follow.
///
/// ```
/// use crewcast_forecasts::requirement::Patience;
/// use crewcast_forecasts::transient::{Day, Demand, HandleTimes, OnDrop, evaluate};
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, ContactsPerInterval};
/// // Two half hours with 15 erlangs, first with too few agents, then with enough of them for 80 % in 20 s.
/// let day = Day {
///     demand: Demand {
///         interval_seconds: 1800.0,
///         contacts_per_interval: vec![ContactsPerInterval::new(150.0)?; 2],
///         aht: HandleTimes::Same(AhtSeconds::new(180.0)?),
///         patience: Patience::Endless,
///     },
///     agents: vec![13, 19],
///     on_drop: OnDrop::Preempt,
/// };
/// let service = evaluate(&day, AnswerWithinSeconds::new(20.0)?)?;
/// assert!(service[0].queue_at_end > 15.0);
/// // Taken by itself the second half hour would answer 83 % in time; with what it inherits, about half.
/// assert!((0.4..0.6).contains(&service[1].within.served));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate(
    day: &Day,
    within: AnswerWithinSeconds,
) -> Result<Vec<IntervalService>, TransientError> {
    let rates = day.demand.rates()?;
    if day.agents.len() != rates.len() {
        return Err(TransientError::LengthsDiffer {
            field: "agents",
            given: day.agents.len(),
            intervals: rates.len(),
        });
    }
    let stretches: Vec<Stretch> = rates
        .iter()
        .zip(&day.agents)
        .map(|(rates, &agents)| Stretch::new(day.demand.interval_seconds, rates, agents))
        .collect();
    let mut system = System::empty();
    let mut services = Vec::with_capacity(stretches.len());
    for (interval, stretch) in stretches.iter().enumerate() {
        let later = &stretches[interval + 1..];
        let start = system.staffed(stretch.rates.agents, day.on_drop);
        let (end, service) = stretch
            .run(start, later, day.on_drop, within)
            .map_err(|events| TransientError::TooManyEvents {
                interval,
                events,
                maximum: super::MAXIMUM_EVENTS,
            })?;
        services.push(service);
        system = end;
    }
    Ok(services)
}

#[cfg(test)]
#[path = "day_tests.rs"]
mod tests;
