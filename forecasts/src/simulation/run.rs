//! How often a centre is simulated.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::collect::{Collector, Sums};
use super::engine::Engine;
use super::gather::Gathered;
use super::model::Centre;
use super::outcome::Outcome;
use super::plan::Plan;
use super::statistics::Confidence;
use super::tally::Tally;
use super::{SimulationError, on_threads};
use crate::requirement::ServiceGoal;

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

/// Replications one thread sums up at a time.
const CHUNK: u32 = 4;
/// Replications between two looks at the precision.
const BATCH: u32 = 32;

/// A centre made ready to be played any number of times.
#[derive(Debug)]
pub struct Simulation {
    plan: Plan,
    goals: Vec<Option<ServiceGoal>>,
}

impl Simulation {
    /// Checks a centre and lays out its tables.
    ///
    /// # Errors
    /// A [`SimulationError`] names what makes no sense.
    pub fn new(centre: &Centre) -> Result<Self, SimulationError> {
        Ok(Self {
            plan: Plan::new(centre)?,
            goals: centre.queues.iter().map(|queue| queue.goal).collect(),
        })
    }

    /// Plays some replications of a seed in turn and hands over what was counted in each.
    pub fn replicate(
        &self,
        seed: u64,
        replications: Range<u32>,
        mut hand_over: impl FnMut(u32, &Tally),
    ) {
        let mut engine = Engine::new(&self.plan, seed);
        for replication in replications {
            hand_over(replication, engine.replicate(replication));
        }
    }

    /// Queues of the centre.
    #[must_use]
    pub fn queues(&self) -> usize {
        self.goals.len()
    }

    /// Begins to gather replications, of this centre or of others of its shape, where [`Self::run`] does not do: when
    /// the centre is another one each time, or when the work is to be watched. Goals and skills are this centre's.
    ///
    /// # Errors
    /// [`SimulationError::NoConfidence`].
    pub fn gather(&self, confidence: f64) -> Result<Gathered<'_>, SimulationError> {
        let confidence =
            Confidence::new(confidence).ok_or(SimulationError::NoConfidence(confidence))?;
        Ok(Gathered::new(
            Collector::new(&self.plan, &self.goals),
            confidence,
        ))
    }

    /// Plays the centre as often as asked.
    ///
    /// # Errors
    /// A [`SimulationError`] for replications, a confidence or a precision that make no sense.
    pub fn run(&self, options: &RunOptions) -> Result<Outcome, SimulationError> {
        let confidence = Confidence::new(options.confidence)
            .ok_or(SimulationError::NoConfidence(options.confidence))?;
        let (minimum, maximum, precision) = match options.replications {
            Replications::Exactly(replications) => (replications, replications, None),
            Replications::UntilPrecise {
                minimum,
                maximum,
                precision,
            } => (minimum, maximum, Some(precision)),
        };
        if minimum == 0 || maximum < minimum {
            return Err(SimulationError::NoReplications { minimum, maximum });
        }
        if let Some(precision) = precision {
            if precision.queue >= self.goals.len() {
                return Err(SimulationError::NoSuchQueue {
                    queue: precision.queue,
                    queues: self.goals.len(),
                });
            }
            if precision.half_width.is_nan() || precision.half_width <= 0.0 {
                return Err(SimulationError::NoPrecision(precision.half_width));
            }
        }
        let collector = Collector::new(&self.plan, &self.goals);
        let mut sums = collector.nothing();
        let mut reached = None;
        while sums.replications < maximum {
            let first = sums.replications;
            let end = maximum.min(first.saturating_add(BATCH));
            for chunk in self.batch(&collector, options, first..end) {
                collector.merge(&mut sums, &chunk);
            }
            let Some(precision) = precision else {
                continue;
            };
            let found = collector.precision(
                &sums,
                precision.queue,
                precision.figure as usize,
                &confidence,
            );
            reached = found.map(|(_, half_width)| half_width);
            let is_precise = found.is_some_and(|(mean, half_width)| {
                let unit = if precision.is_relative { mean } else { 1.0 };
                half_width <= precision.half_width * unit
            });
            if is_precise && sums.replications >= minimum {
                break;
            }
        }
        let mut outcome = collector.outcome(&sums, options.seed, &confidence);
        outcome.half_width_reached = reached;
        Ok(outcome)
    }

    /// The sums of each chunk of some replications, in their order.
    fn batch(
        &self,
        collector: &Collector<'_>,
        options: &RunOptions,
        replications: Range<u32>,
    ) -> Vec<Sums> {
        let starts: Vec<u32> = replications.clone().step_by(CHUNK as usize).collect();
        on_threads(&starts, options.threads, |&start| {
            let end = replications.end.min(start + CHUNK);
            let mut sums = collector.nothing();
            self.replicate(options.seed, start..end, |replication, tally| {
                collector.add(&mut sums, replication, tally);
            });
            sums
        })
    }
}

/// Simulates a centre: [`Simulation::new`] and [`Simulation::run`] in one.
///
/// ```
/// use crewcast_forecasts::simulation::model::{AgentGroup, Centre, SimulatedQueue, Skill};
/// use crewcast_forecasts::simulation::{RunOptions, simulate};
/// use crewcast_forecasts::units::AnswerWithinSeconds;
///
/// let within = AnswerWithinSeconds::new(20.0).unwrap();
/// let mut centre = Centre::new(1800.0, 10);
/// centre.queues.push(SimulatedQueue::voice(vec![100.0; 10], 180.0, within));
/// centre.agent_groups.push(AgentGroup::all_day(14, vec![Skill::of(0)], centre.horizon_seconds()));
/// let outcome = simulate(&centre, &RunOptions::exactly(40, 1)).unwrap();
/// let level = outcome.queues[0].whole.service_level;
/// // Erlang C says 88.8 % in the long run; a day that starts empty does a little better.
/// assert!((level.mean.unwrap() - 0.888).abs() < 0.02);
/// ```
///
/// # Errors
/// A [`SimulationError`] names what makes no sense.
pub fn simulate(centre: &Centre, options: &RunOptions) -> Result<Outcome, SimulationError> {
    Simulation::new(centre)?.run(options)
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
