use serde::{Deserialize, Serialize};

use crate::problem::{AgentIndex, DayIndex, Price, Problem};

/// What a change of a given roster costs besides: the search changes a day only where it saves more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangePrices {
    /// A day on which an agent has another shift than given, one more, or none any more.
    pub day: Price,
    /// A day on which the shift stays and its breaks move.
    pub breaks: Price,
}

impl ChangePrices {
    /// Changes are free, and still made only where they save something.
    pub const NOTHING: ChangePrices = ChangePrices {
        day: Price::ZERO,
        breaks: Price::ZERO,
    };

    /// A changed day must save more than an hour of the dearest missing or idle head, moved breaks a tenth of that.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let hour = problem.relaxation_price_per_slot() / 10.0 * 60.0
            / f64::from(problem.slot_minutes.max(1));
        let price = |value: f64| Price::new(value).unwrap_or(Price::ZERO);
        ChangePrices {
            day: price(hour),
            breaks: price(hour / 10.0),
        }
    }
}

/// What of a given roster must stay, breaks included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Locks {
    /// Agents whose whole lines stay.
    pub agents: Vec<AgentIndex>,
    /// Days on which everybody's shifts stay, of those that start on them.
    pub days: Vec<DayIndex>,
    /// Days of single agents.
    pub agent_days: Vec<(AgentIndex, DayIndex)>,
    /// Agents whose shifts keep their starts: others may take their place only at the same time, and days off stay off.
    pub starts: Vec<AgentIndex>,
    /// Agents who have as much paid time on every day as given.
    pub daily_paid: Vec<AgentIndex>,
}

impl Locks {
    /// Whether an agent's day must stay.
    #[must_use]
    pub fn hold(&self, agent: AgentIndex, day: DayIndex) -> bool {
        self.agents.contains(&agent)
            || self.days.contains(&day)
            || self.agent_days.contains(&(agent, day))
    }
}
