//! Replications of centres that differ from one another, such as a schedule with other agents away each time,
//! gathered into one outcome.

use super::SimulationError;
use super::collect::{Collector, Sums};
use super::outcome::Outcome;
use super::run::Figure;
use super::statistics::Confidence;
use super::tally::Tally;

/// What replications gave so far. The outcome follows, to the last bit, from what was added and merged in which order.
#[derive(Debug)]
pub struct Gathered<'simulation> {
    collector: Collector<'simulation>,
    confidence: Confidence,
    sums: Sums,
}

impl<'simulation> Gathered<'simulation> {
    pub(super) fn new(collector: Collector<'simulation>, confidence: Confidence) -> Self {
        let sums = collector.nothing();
        Self {
            collector,
            confidence,
            sums,
        }
    }

    /// Adds a replication by its number; P10 and P90 are read from the first ones.
    ///
    /// # Errors
    /// [`SimulationError::OtherShape`] for a tally of a centre with other intervals, queues or groups.
    pub fn add(&mut self, replication: u32, tally: &Tally) -> Result<(), SimulationError> {
        let (found, expected) = (tally.shape(), self.collector.shape());
        if found != expected {
            return Err(SimulationError::OtherShape { found, expected });
        }
        self.collector.add(&mut self.sums, replication, tally);
        Ok(())
    }

    /// Adds what another part of the run gathered with the same [`super::Simulation`].
    pub fn merge(&mut self, part: &Self) {
        self.collector.merge(&mut self.sums, &part.sums);
    }

    /// Replications so far.
    #[must_use]
    pub const fn replications(&self) -> u32 {
        self.sums.replications
    }

    /// How far the confidence interval of a queue's figure over the whole horizon reaches to each side; `None` where
    /// the figure does not exist or there are fewer than two replications.
    #[must_use]
    pub fn half_width(&self, queue: usize, figure: Figure) -> Option<f64> {
        let found = self
            .collector
            .precision(&self.sums, queue, figure as usize, &self.confidence);
        found.map(|(_, half_width)| half_width)
    }

    /// What came of it all.
    #[must_use]
    pub fn outcome(&self, seed: u64) -> Outcome {
        self.collector.outcome(&self.sums, seed, &self.confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{AgentGroup, Centre, SimulatedQueue, Skill};
    use super::super::{RunOptions, Simulation};
    use super::*;
    use crate::units::AnswerWithinSeconds;

    fn centre(intervals: usize) -> Centre {
        let within = AnswerWithinSeconds::new(20.0).unwrap();
        let mut centre = Centre::new(1800.0, intervals);
        centre
            .queues
            .push(SimulatedQueue::voice(vec![20.0; intervals], 180.0, within));
        let horizon = centre.horizon_seconds();
        centre
            .agent_groups
            .push(AgentGroup::all_day(4, vec![Skill::of(0)], horizon));
        centre
    }

    #[test]
    fn gathering_one_centre_in_parts_gives_what_running_it_gives() {
        let simulation = Simulation::new(&centre(4)).unwrap();
        let mut all = simulation.gather(0.95).unwrap();
        for chunk in [0..4, 4..8, 8..10] {
            let mut part = simulation.gather(0.95).unwrap();
            simulation.replicate(3, chunk, |replication, tally| {
                part.add(replication, tally).unwrap();
            });
            all.merge(&part);
        }
        let run = simulation.run(&RunOptions::exactly(10, 3)).unwrap();
        assert_eq!(all.outcome(3), run);
        assert_eq!(
            all.half_width(0, Figure::ServiceLevel),
            run.queues[0].whole.service_level.half_width
        );
    }

    #[test]
    fn a_tally_of_another_shape_is_refused() {
        let simulation = Simulation::new(&centre(4)).unwrap();
        let mut gathered = simulation.gather(0.95).unwrap();
        let other = Simulation::new(&centre(5)).unwrap();
        other.replicate(0, 0..1, |replication, tally| {
            let refused = gathered.add(replication, tally);
            assert!(matches!(refused, Err(SimulationError::OtherShape { .. })));
        });
        assert_eq!(gathered.replications(), 0);
    }
}
