//! How often a centre is simulated.

use serde::{Deserialize, Serialize};

/// How a centre is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunOptions {
    /// Everything random follows from it: one seed, one result, on any number of threads.
    pub seed: u64,
    /// Threads that share the replications; 0 counts as 1.
    pub threads: usize,
    /// How often the horizon is played.
    pub replications: Replications,
    /// Confidence of every half width, between 0 and 1; usually 0.95.
    pub confidence: f64,
}

impl RunOptions {
    /// A fixed number of replications on one thread, half widths at 95 %.
    #[must_use]
    pub const fn exactly(replications: u32, seed: u64) -> Self {
        Self {
            seed,
            threads: 1,
            replications: Replications::Exactly(replications),
            confidence: 0.95,
        }
    }
}

/// How often the horizon is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Replications {
    /// This often.
    Exactly(u32),
    /// Until a figure is known well enough, in batches of a fixed size.
    UntilPrecise {
        /// At least this often.
        minimum: u32,
        /// At most this often, precise or not.
        maximum: u32,
        /// When it is known well enough.
        precision: Precision,
    },
}

/// How well a figure over the whole horizon must be known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Precision {
    /// Index into [`super::model::Centre::queues`].
    pub queue: usize,
    /// Which of its figures.
    pub figure: Figure,
    /// The confidence interval reaches at most this far to each side.
    pub half_width: f64,
    /// Whether that is a share of the figure instead of its own unit.
    pub is_relative: bool,
}

/// A figure of a queue over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Figure {
    /// Share answered within the answer time.
    ServiceLevel,
    /// Mean wait of the served, in seconds.
    AverageSpeedOfAnswer,
    /// Share that hung up.
    AbandonRate,
    /// Share of their time that the agents with the skill were busy.
    Occupancy,
}
