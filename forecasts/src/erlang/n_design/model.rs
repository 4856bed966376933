//! What goes into the N design and what comes out.

use serde::{Deserialize, Serialize};

use super::chain::Space;
use crate::units::{AhtSeconds, Erlangs, PatienceSeconds};

/// Contacts of one type: how much of them, how long they take, how long they wait before they hang up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContactType {
    /// Arrival rate × AHT.
    pub offered_load: Erlangs,
    /// Mean handle time, the same for every agent who takes the type; above 0.
    pub aht: AhtSeconds,
    /// Mean patience in the queue.
    pub patience: PatienceSeconds,
}

/// Which queue a freed flexible agent takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Priority {
    /// Type 1, which specialists take too.
    FirstType,
    /// Type 2, which nobody else takes.
    SecondType,
}

/// One of the two queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WhichType {
    /// Taken by specialists and flexible agents.
    First,
    /// Taken by flexible agents only.
    Second,
}

/// Two queues and the agents who serve them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    /// Type 1, which every agent takes.
    pub first: ContactType,
    /// Type 2, which flexible agents take.
    pub second: ContactType,
    /// S: agents with skill 1 only.
    pub specialists: u32,
    /// F: agents with both skills.
    pub flexible: u32,
    /// Whom a freed flexible agent serves first.
    pub priority: Priority,
}

/// Why a design has no exact solution here.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// Contacts that take no time form no queue.
    #[error("an average handle time of {aht_seconds} s leaves nothing to solve; give one above 0")]
    NoHandleTime {
        /// The handle time refused.
        aht_seconds: f64,
    },
    /// More states than fit the memory this solver allows itself.
    #[error(
        "{specialists} specialists and {flexible} flexible agents need more than {limit} states; \
         solve a smaller case or simulate"
    )]
    TooLarge {
        /// S.
        specialists: u32,
        /// F.
        flexible: u32,
        /// States allowed.
        limit: usize,
    },
    /// The iteration did not settle.
    #[error(
        "after {sweeps} sweeps the balance equations still change by {change:e}; simulate this case"
    )]
    NotSettled {
        /// Sweeps made.
        sweeps: usize,
        /// Relative change of the last sweep.
        change: f64,
    },
}

/// One queue in the steady state.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueFigures {
    /// Share of contacts that find no agent free for them, 0 to 1.
    pub p_wait: f64,
    /// Share of contacts that hang up, 0 to 1; 0 where none arrive.
    pub p_abandon: f64,
    /// Mean wait over all contacts, those who hang up and those answered at once included; 0 where none arrive.
    pub mean_wait_of_all_seconds: f64,
    /// Contacts waiting at a moment, on average.
    pub mean_queue_length: f64,
}

/// The steady state of a design: figures, and the distribution for further questions.
#[derive(Clone, Debug)]
pub struct Steady {
    /// Queue 1.
    pub first: QueueFigures,
    /// Queue 2.
    pub second: QueueFigures,
    /// Share of their time specialists are busy; 0 without specialists.
    pub specialists_occupancy: f64,
    /// Share of their time flexible agents are busy; 0 without flexible agents.
    pub flexible_occupancy: f64,
    /// Mean number of flexible agents busy with type 1.
    pub flexible_on_first: f64,
    /// Mean number of flexible agents busy with type 2.
    pub flexible_on_second: f64,
    pub(super) space: Space,
    pub(super) probabilities: Vec<f64>,
}

impl Steady {
    /// States of the chain that was solved.
    #[must_use]
    pub fn states(&self) -> usize {
        self.probabilities.len()
    }
}
