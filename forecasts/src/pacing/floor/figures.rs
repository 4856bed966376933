//! What came of a floor, and how sure that is.

use super::play::StretchTally;
use crate::simulation::{Confidence, RatioSums};

/// A ratio over all replications, and half the width of its 95 % confidence interval; none of one replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfWidth {
    /// Sum over sum.
    pub value: f64,
    /// Half width.
    pub half_width: Option<f64>,
}

/// A stretch of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StretchFigures {
    /// Share of the agents' time spent with live answers: talk and wrap-up.
    pub occupancy: HalfWidth,
    /// Abandoned calls ÷ live answers.
    pub abandoned: HalfWidth,
    /// Lines an agent and hour.
    pub lines_per_agent_hour: f64,
}

/// A floor over all replications.
#[derive(Clone, Debug, PartialEq)]
pub struct FloorFigures {
    /// The whole run, which is the measuring window.
    pub whole: StretchFigures,
    /// Each stretch asked for.
    pub stretches: Vec<StretchFigures>,
    /// Share of replications in which the window's abandoned calls exceeded the cap, with its 95 % interval.
    pub exceeded: (f64, f64, f64),
    /// Variance ÷ mean of the abandoned calls of a window.
    pub clustering: f64,
}

/// Sums over replications.
#[derive(Clone, Debug, Default)]
pub(super) struct StretchSums {
    occupancy: RatioSums,
    abandoned: RatioSums,
    lines: u64,
    agent_seconds: f64,
}

impl StretchSums {
    pub(super) fn add(&mut self, tally: &StretchTally) {
        self.occupancy.add(tally.busy_seconds, tally.agent_seconds);
        self.abandoned
            .add(tally.abandoned as f64, tally.answered as f64);
        self.lines += tally.lines;
        self.agent_seconds += tally.agent_seconds;
    }

    pub(super) fn figures(&self, replications: u32, confidence: &Confidence) -> StretchFigures {
        let figure = |sums: &RatioSums| HalfWidth {
            value: sums.ratio().unwrap_or(0.0),
            half_width: sums.half_width(replications, confidence),
        };
        StretchFigures {
            occupancy: figure(&self.occupancy),
            abandoned: figure(&self.abandoned),
            lines_per_agent_hour: if self.agent_seconds > 0.0 {
                self.lines as f64 / self.agent_seconds * 3_600.0
            } else {
                0.0
            },
        }
    }
}
