//! The smallest number of agents that meets every goal.

use serde::{Deserialize, Serialize};

use super::endless::{self, Walk};
use super::error::RequirementError;
use super::goal::{GoalName, ServiceGoal};
use super::impatient;
use super::load::{agents_for_occupancy, offered_load};
use super::patience::Patience;
use super::predict::{Figures, Predicted};
use crate::erlang::c::Unstable;
use crate::erlang::{a, c};
use crate::units::{AhtSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers};

/// A goal missed by less than this (relative) is met: the formulas are no more exact, and 0.5 erlangs with two
/// agents must meet a P(wait) of exactly 0.1.
pub(super) const FORMULA_ERROR: f64 = 1e-12;

/// The smallest number of agents that meets each goal by itself; absent where the goal is not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentsPerGoal {
    /// The fewest that make a steady state: more than erlangs where contacts wait as long as it takes, 1 where they
    /// hang up, 0 without contacts.
    pub stability: u32,
    /// For [`ServiceGoal::service_level`].
    pub service_level: Option<u32>,
    /// For [`ServiceGoal::average_speed_of_answer`].
    pub average_speed_of_answer: Option<u32>,
    /// For [`ServiceGoal::mean_wait`].
    pub mean_wait: Option<u32>,
    /// For [`ServiceGoal::maximum_abandonment`].
    pub maximum_abandonment: Option<u32>,
    /// For [`ServiceGoal::maximum_p_wait`].
    pub maximum_p_wait: Option<u32>,
    /// For [`ServiceGoal::maximum_occupancy`].
    pub maximum_occupancy: Option<u32>,
}

impl AgentsPerGoal {
    /// The largest, and the goal that asks for it. Where goals ask for the same, the first of service level, ASA,
    /// mean wait, abandonment, P(wait) and occupancy; stability only when it alone is enough for all of them.
    pub(super) fn binding(&self) -> (u32, GoalName) {
        [
            (self.service_level, GoalName::ServiceLevel),
            (self.average_speed_of_answer, GoalName::AverageSpeedOfAnswer),
            (self.mean_wait, GoalName::MeanWait),
            (self.maximum_abandonment, GoalName::MaximumAbandonment),
            (self.maximum_p_wait, GoalName::MaximumPWait),
            (self.maximum_occupancy, GoalName::MaximumOccupancy),
        ]
        .into_iter()
        .filter_map(|(agents, name)| Some((agents?, name)))
        .fold((self.stability, GoalName::Stability), |most, next| {
            if next.0 > most.0 { next } else { most }
        })
    }
}

/// The agents an interval takes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Volume × AHT / interval.
    pub offered_load: Erlangs,
    /// Agents needed at work, before shrinkage (see [`super::gross()`]).
    pub agents_net: u32,
    /// The goal that asks for this many.
    pub binding: GoalName,
    /// What each goal asks for.
    pub agents_per_goal: AgentsPerGoal,
    /// What `agents_net` give.
    pub achieved: Predicted,
    /// What one agent fewer would give; absent where none are needed.
    pub with_one_fewer: Option<Predicted>,
}

/// The smallest number of agents that meets all goals set: by Erlang C where patience is endless, by Erlang A where it
/// has a mean (assumptions: [`crate::erlang::c`], [`crate::erlang::a`]).
///
/// No contacts need no agents; where contacts hang up, fewer agents than erlangs may be enough, but never none. Figures
/// at the result and at one agent fewer show why it is the smallest: every goal that one number of agents meets, more
/// agents meet too. A goal missed by less than the formulas' error (1e-12, relative) is met.
///
/// # Errors
/// [`RequirementError`]: an empty or unreachable goal, contacts without handle time, a load or a number of agents
/// beyond what can be computed.
///
/// ```
/// use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
/// use crewcast_forecasts::requirement::{GoalName, Patience, ServiceGoal, ServiceLevelGoal, gross, require};
/// use crewcast_forecasts::units::{
///     AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds, Share,
/// };
/// let goal = ServiceGoal {
///     service_level: Some(ServiceLevelGoal {
///         share: Share::from_percent(80.0)?,
///         within: AnswerWithinSeconds::new(20.0)?,
///         variant: ServiceLevelVariant::OfOffered,
///     }),
///     maximum_occupancy: Some(Share::from_percent(85.0)?),
///     ..ServiceGoal::default()
/// };
/// let (volume, interval) = (ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?);
/// let aht = AhtSeconds::new(180.0)?;
/// let needed = require(volume, interval, aht, Patience::Endless, &goal)?;
/// // 14 agents, 20 on the roster at 30 % shrinkage: printed in the readme of the package pyworkforce 0.2.1.
/// assert_eq!(needed.agents_net, 14);
/// assert_eq!(needed.binding, GoalName::ServiceLevel);
/// assert_eq!(gross(needed.agents_net, Share::from_percent(30.0)?)?, 20);
///
/// let five_minutes = Patience::Mean(PatienceSeconds::new(300.0)?);
/// assert_eq!(require(volume, interval, aht, five_minutes, &goal)?.agents_net, 13);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn require(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
) -> Result<Requirement, RequirementError> {
    goal.check(patience)?;
    let load = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(nobody(goal));
    }
    // In exact decimals: agents busy at most their share of the time even if nobody hung up.
    let for_occupancy = goal
        .maximum_occupancy
        .map(|maximum| agents_for_occupancy(load, volume, interval, aht, maximum))
        .transpose()?;
    Ok(match patience {
        Patience::Endless => among_the_endless(load, aht, goal, for_occupancy),
        Patience::Mean(patience) => impatient::require(load, aht, patience, goal, for_occupancy),
    })
}

fn among_the_endless(
    load: Erlangs,
    aht: AhtSeconds,
    goal: &ServiceGoal,
    for_occupancy: Option<u32>,
) -> Requirement {
    // At most a million and one, because the load is bounded.
    let stability = load.erlangs().floor() as u32 + 1;
    let mut walk = Walk::start(load.erlangs(), stability);
    let mut per_goal = walk.run(aht, goal);
    per_goal.maximum_occupancy = for_occupancy.map(|agents| agents.max(stability));
    let (agents_net, binding) = per_goal.binding();

    let within = goal.service_level.map(|goal| goal.within);
    let (fewer, enough) = walk.pair_at(agents_net);
    let achieved = Predicted::Steady(Figures::of_endless(&enough, aht, within));
    let with_one_fewer = Some(match fewer {
        Some(queue) => Predicted::Steady(Figures::of_endless(&queue, aht, within)),
        None => Predicted::Unstable(Unstable {
            offered_load: load,
            agents: Servers::from(agents_net - 1),
        }),
    });
    Requirement {
        offered_load: load,
        agents_net,
        binding,
        agents_per_goal: per_goal,
        achieved,
        with_one_fewer,
    }
}

/// Whether agents meet all goals at a load; more load than agents never does where nobody hangs up.
pub(super) fn meets(
    load: Erlangs,
    agents: Servers,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
) -> bool {
    match patience {
        Patience::Endless => {
            c::Queue::steady(load, agents).is_ok_and(|queue| endless::meets(&queue, aht, goal))
        }
        Patience::Mean(patience) => {
            impatient::meets(&a::Queue::steady(load, agents, aht, patience), goal)
        }
    }
}

fn nobody(goal: &ServiceGoal) -> Requirement {
    Requirement {
        offered_load: Erlangs::ZERO,
        agents_net: 0,
        binding: GoalName::NoContacts,
        agents_per_goal: AgentsPerGoal {
            stability: 0,
            service_level: goal.service_level.map(|_| 0),
            average_speed_of_answer: goal.average_speed_of_answer.map(|_| 0),
            mean_wait: goal.mean_wait.map(|_| 0),
            maximum_abandonment: goal.maximum_abandonment.map(|_| 0),
            maximum_p_wait: goal.maximum_p_wait.map(|_| 0),
            maximum_occupancy: goal.maximum_occupancy.map(|_| 0),
        },
        achieved: Predicted::Idle,
        with_one_fewer: None,
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
