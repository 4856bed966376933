//! The smallest number of agents that meets every goal.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use super::goal::{GoalName, ServiceGoal};
use super::load::{agents_for_occupancy, offered_load};
use super::predict::{Figures, Predicted};
use crate::erlang::b::inverse_blocking;
use crate::erlang::c::{Queue, Unstable};
use crate::units::{AhtSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers};

/// A goal missed by less than this (relative) is met: the formulas are no more exact, and 0.5 erlangs with two
/// agents must meet a P(wait) of exactly 0.1.
const FORMULA_ERROR: f64 = 1e-12;

/// The smallest number of agents that meets each goal by itself; absent where the goal is not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentsPerGoal {
    /// More agents than erlangs; 0 without contacts.
    pub stability: u32,
    /// For [`ServiceGoal::service_level`].
    pub service_level: Option<u32>,
    /// For [`ServiceGoal::average_speed_of_answer`].
    pub average_speed_of_answer: Option<u32>,
    /// For [`ServiceGoal::maximum_p_wait`].
    pub maximum_p_wait: Option<u32>,
    /// For [`ServiceGoal::maximum_occupancy`].
    pub maximum_occupancy: Option<u32>,
}

impl AgentsPerGoal {
    /// The largest, and the goal that asks for it. Where goals ask for the same, the first of service level, ASA,
    /// P(wait) and occupancy; stability only when it alone is enough for all of them.
    fn binding(&self) -> (u32, GoalName) {
        [
            (self.service_level, GoalName::ServiceLevel),
            (self.average_speed_of_answer, GoalName::AverageSpeedOfAnswer),
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

/// The smallest number of agents that meets all goals set, by Erlang C (assumptions: [`crate::erlang::c`]).
///
/// No contacts need no agents. Figures at the result and at one agent fewer show why it is the smallest.
///
/// # Errors
/// [`RequirementError`]: an empty or unreachable goal, contacts without handle time, a load or a number of agents
/// beyond what can be computed.
///
/// ```
/// use crewcast_forecasts::requirement::{GoalName, ServiceGoal, ServiceLevelGoal, gross, require};
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, Share};
/// let goal = ServiceGoal {
///     service_level: Some(ServiceLevelGoal {
///         share: Share::from_percent(80.0)?,
///         within: AnswerWithinSeconds::new(20.0)?,
///     }),
///     maximum_occupancy: Some(Share::from_percent(85.0)?),
///     ..ServiceGoal::default()
/// };
/// let needed =
///     require(ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?, AhtSeconds::new(180.0)?, &goal)?;
/// // 14 agents, 20 on the roster at 30 % shrinkage: printed in the readme of the package pyworkforce 0.2.1.
/// assert_eq!(needed.agents_net, 14);
/// assert_eq!(needed.binding, GoalName::ServiceLevel);
/// assert_eq!(gross(needed.agents_net, Share::from_percent(30.0)?)?, 20);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn require(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    goal: &ServiceGoal,
) -> Result<Requirement, RequirementError> {
    goal.check()?;
    let load = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(nobody(goal));
    }
    // At most a million and one, because the load is bounded.
    let stability = load.erlangs().floor() as u32 + 1;
    let mut search = Search::start(load.erlangs(), stability);
    let mut per_goal = search.run(aht, goal);
    per_goal.maximum_occupancy = goal
        .maximum_occupancy
        .map(|maximum| agents_for_occupancy(load, volume, interval, aht, maximum))
        .transpose()?
        .map(|agents| agents.max(stability));
    let (agents_net, binding) = per_goal.binding();

    let within = goal.service_level.map(|goal| goal.within);
    let (fewer, enough) = search.pair_at(agents_net);
    let achieved = Predicted::Steady(Figures::of(&enough, aht, within));
    let with_one_fewer = Some(match fewer {
        Some(queue) => Predicted::Steady(Figures::of(&queue, aht, within)),
        None => Predicted::Unstable(Unstable {
            offered_load: load,
            agents: Servers::from(agents_net - 1),
        }),
    });
    Ok(Requirement {
        offered_load: load,
        agents_net,
        binding,
        agents_per_goal: per_goal,
        achieved,
        with_one_fewer,
    })
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
            maximum_p_wait: goal.maximum_p_wait.map(|_| 0),
            maximum_occupancy: goal.maximum_occupancy.map(|_| 0),
        },
        achieved: Predicted::Idle,
        with_one_fewer: None,
    }
}

/// Walks up from the first stable number of agents.
///
/// One series gives 1/B there; each further agent costs a multiplication and an addition,
/// 1/B(n+1) = 1 + (n+1)/A · 1/B(n), and the goals are tested without division:
/// C ≤ p is n ≤ p ((n − A)/B + A). The walk is about as long as the margin of the square-root rule, a few √A.
struct Search {
    load: f64,
    stability: u32,
    agents: u32,
    inverse: f64,
    inverse_before: f64,
}

impl Search {
    fn start(load: f64, stability: u32) -> Self {
        let at_start = inverse_blocking(load, f64::from(stability));
        let inverse = if at_start.rescalings == 0 {
            at_start.value
        } else {
            f64::INFINITY
        };
        // Not read before the first step: below the start there is no steady state.
        Self {
            load,
            stability,
            agents: stability,
            inverse,
            inverse_before: f64::NAN,
        }
    }

    fn one_more(&mut self) {
        self.agents += 1;
        self.inverse_before = self.inverse;
        self.inverse = 1.0 + f64::from(self.agents) / self.load * self.inverse;
    }

    fn run(&mut self, aht: AhtSeconds, goal: &ServiceGoal) -> AgentsPerGoal {
        // A goal that is not set is any number: it is met at the first step, and the loop needs no cases. Chosen
        // before the arithmetic, because arithmetic on the empty half of an `Option` is speculated by the compiler
        // and stalls on the denormals it finds there (measured: three times the whole search).
        let slack = 1.0 + FORMULA_ERROR;
        let late = goal
            .service_level
            .map_or(f64::INFINITY, |goal| goal.share.complement_as_f64());
        let within = goal.service_level.map_or(0.0, |goal| goal.within.seconds());
        let wait = goal
            .average_speed_of_answer
            .map_or(f64::INFINITY, |wait| wait.seconds());
        let p_wait = goal
            .maximum_p_wait
            .map_or(f64::INFINITY, |share| share.as_f64());
        let (late, wait, p_wait) = (late * slack, wait * slack / aht.seconds(), p_wait * slack);
        // The share of waiting contacts that wait too long, e^(−(n − A) T / s), falls by the same factor each step.
        let handle_times = within / aht.seconds();
        let mut too_long = (-(f64::from(self.agents) - self.load) * handle_times).exp();
        let fall = (-handle_times).exp();
        let (mut for_level, mut for_wait, mut for_p_wait) = (None, None, None);
        loop {
            let agents = f64::from(self.agents);
            let spare = agents - self.load;
            // n / C; where it outgrows a double, C is nothing and every goal is met.
            let agents_per_wait = spare * self.inverse + self.load;
            let nobody_waits = agents_per_wait == f64::INFINITY;
            if for_level.is_none() && (nobody_waits || agents * too_long <= late * agents_per_wait)
            {
                for_level = Some(self.agents);
            }
            if for_wait.is_none() && (nobody_waits || agents <= wait * spare * agents_per_wait) {
                for_wait = Some(self.agents);
            }
            if for_p_wait.is_none() && (nobody_waits || agents <= p_wait * agents_per_wait) {
                for_p_wait = Some(self.agents);
            }
            if for_level.is_some() && for_wait.is_some() && for_p_wait.is_some() {
                return AgentsPerGoal {
                    stability: self.stability,
                    service_level: for_level.filter(|_| goal.service_level.is_some()),
                    average_speed_of_answer: for_wait
                        .filter(|_| goal.average_speed_of_answer.is_some()),
                    maximum_p_wait: for_p_wait.filter(|_| goal.maximum_p_wait.is_some()),
                    maximum_occupancy: None,
                };
            }
            self.one_more();
            too_long *= fall;
        }
    }

    /// The queues with one agent fewer than `agents` (absent where unstable) and with `agents`, which is not below
    /// where the search stands.
    fn pair_at(&mut self, agents: u32) -> (Option<Queue>, Queue) {
        // An occupancy goal may lie far above; beyond an infinite 1/B nothing changes any more.
        while self.agents < agents && self.inverse_before != f64::INFINITY {
            self.one_more();
        }
        let queue = |agents: u32, inverse| {
            Queue::from_inverse_blocking(self.load, f64::from(agents), inverse)
        };
        let fewer = (agents > self.stability).then(|| queue(agents - 1, self.inverse_before));
        (fewer, queue(agents, self.inverse))
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
