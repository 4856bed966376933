//! What came of a simulation: means, how sure they are, and how far single days spread.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{AgentTally, QueueTally};

/// What came of a centre over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The seed it follows from.
    pub seed: u64,
    /// How often the horizon was played.
    pub replications: u32,
    /// Replications whose figures the P10 and P90 were read from: the first ones, up to a bound on memory.
    pub replications_in_bands: u32,
    /// Contacts that arrived, over all replications.
    pub simulated_contacts: u64,
    /// Confidence of the half widths.
    pub confidence: f64,
    /// The half width reached of the figure that was to be made precise, in its own unit.
    pub half_width_reached: Option<f64>,
    /// Length of an interval in seconds.
    pub interval_seconds: f64,
    /// The intervals of each day.
    pub days: Vec<Range<usize>>,
    /// By queue of the centre.
    pub queues: Vec<QueueOutcome>,
    /// By agent group of the centre.
    pub agent_groups: Vec<AgentGroupOutcome>,
}

/// What came of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueOutcome {
    /// By interval of the horizon.
    pub intervals: Vec<QueueFigures>,
    /// By day.
    pub days: Vec<QueueFigures>,
    /// Over the whole horizon.
    pub whole: QueueFigures,
}

/// A queue over a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueFigures {
    /// Counts, summed over all replications; every variant of a figure follows from them.
    pub total: QueueTally,
    /// Share answered in time, by the goal's variant; of all offered where there is no goal.
    pub service_level: Estimate,
    /// Mean wait of the served, in seconds.
    pub average_speed_of_answer_seconds: Estimate,
    /// Share that hung up.
    pub abandon_rate: Estimate,
    /// Share of their time on queue that the agents with the skill were busy.
    pub occupancy: Estimate,
    /// Share of replications in which the period met all that the goal asks; `None` without a goal. A period without
    /// contacts meets it.
    pub probability_of_meeting_goal: Option<Proportion>,
}

/// What came of an agent group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentGroupOutcome {
    /// By interval, summed over all replications.
    pub intervals: Vec<AgentTally>,
    /// Over the whole horizon, summed over all replications.
    pub whole: AgentTally,
}

/// A ratio over a period, such as a service level: over all replications, and in single ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Summed numerators ÷ summed denominators, so each contact counts once; `None` where there were none.
    pub mean: Option<f64>,
    /// The confidence interval of the mean reaches this far to each side; `None` with fewer than two replications.
    pub half_width: Option<f64>,
    /// One replication in ten is below.
    pub p10: Option<f64>,
    /// One replication in ten is above.
    pub p90: Option<f64>,
}

/// A share of replications, with its confidence interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proportion {
    /// The share.
    pub share: f64,
    /// Lower end of its confidence interval.
    pub lower: f64,
    /// Upper end of its confidence interval.
    pub upper: f64,
}
