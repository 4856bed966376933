//! Talk or wrap-up: its mean and its shape.

use serde::{Deserialize, Serialize};

use super::CAUTION;
use super::forgetting::{Averaged, MeanTime};
use super::hazard::Hazard;

/// Below this mean a phase takes no time.
const NO_TIME_SECONDS: f64 = 1e-3;

/// What is believed of the times agents spend in a phase.
///
/// The mean is learnt from the time all agents spent in the phase between one end and the next, which is exponential
/// with that mean where times are, and has that mean in the long run whatever they are. It needs no end of the times
/// that still run, so that a floor that has just begun, or whose calls have just become longer, is told right.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::pacing) struct PhaseEstimate {
    mean: Averaged<MeanTime>,
    shape: Hazard,
    /// Times that ended since the last look.
    ended: Vec<f64>,
    /// Seconds spent in the phase since its last end.
    seconds_since_end: f64,
}

impl PhaseEstimate {
    pub(in crate::pacing) fn expected(seconds: f64) -> Self {
        Self {
            mean: Averaged::new(MeanTime::expected(seconds)),
            shape: Hazard::exponential(),
            ended: Vec::new(),
            seconds_since_end: 0.0,
        }
    }

    pub(in crate::pacing) fn ended(&mut self, seconds: f64) {
        self.ended.push(seconds);
    }

    /// Learns from times that run, `passed` seconds after the last look, and from those that ended in between.
    pub(in crate::pacing) fn learn(&mut self, running: &[f64], passed: f64) {
        // When in between a time ended is not known: halfway.
        let of_running = running.iter().map(|elapsed| elapsed.min(passed));
        let of_ended = self.ended.iter().map(|seconds| seconds.min(passed) / 2.0);
        self.seconds_since_end += of_running.sum::<f64>() + of_ended.sum::<f64>();
        if !self.ended.is_empty() {
            let each = self.seconds_since_end / self.ended.len() as f64;
            for _ in &self.ended {
                self.mean.observe(each);
            }
            self.seconds_since_end = 0.0;
        }
        if self.takes_time() {
            let unit = self.mean.mean();
            for elapsed in running {
                self.shape
                    .runs_on(elapsed / unit, elapsed.min(passed) / unit);
            }
            for seconds in &self.ended {
                self.shape
                    .runs_on(seconds / unit, seconds.min(passed) / 2.0 / unit);
                self.shape.ended(seconds / unit);
            }
            self.shape.sum_up();
        }
        self.ended.clear();
    }

    pub(in crate::pacing) const fn mean_seconds(&self) -> f64 {
        self.mean.mean()
    }

    pub(in crate::pacing) fn takes_time(&self) -> bool {
        self.mean.mean() > NO_TIME_SECONDS
    }

    /// Probability that a phase which has lasted `elapsed` ends within `horizon`, with a mean believed longer than it
    /// is: agents who come late are the danger.
    pub(in crate::pacing) fn ends_within(&self, elapsed: f64, horizon: f64) -> f64 {
        if !self.takes_time() {
            return 1.0;
        }
        let unit = self.mean.mean() + CAUTION * self.mean.deviation();
        self.shape.ends_within(elapsed / unit, horizon / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{Draws, Purpose, exponential};

    #[test]
    fn a_phase_that_never_takes_time_is_over_at_once() {
        let mut none = PhaseEstimate::expected(0.0);
        none.ended(0.0);
        none.learn(&[], 1.0);
        assert_eq!(none.ends_within(0.0, 0.0), 1.0);
    }

    /// Agents who all begin at once and take the next call at once, looked at each second.
    fn after_seconds(seconds: u32, agents: u32) -> PhaseEstimate {
        let draws = Draws::new(9, 0, 0, Purpose::HandleTime);
        let mut phase = PhaseEstimate::expected(180.0);
        let mut number = 0;
        let mut next = || {
            number += 1;
            180.0 * exponential(&mut draws.of(number, 0))
        };
        let mut calls: Vec<(f64, f64)> = (0..agents).map(|_| (0.0, next())).collect();
        for second in 1..=seconds {
            let now = f64::from(second);
            for (began, length) in &mut calls {
                if *began + *length <= now {
                    phase.ended(*length);
                    (*began, *length) = (now, next());
                }
            }
            let running: Vec<f64> = calls.iter().map(|(began, _)| now - began).collect();
            phase.learn(&running, 1.0);
        }
        phase
    }

    #[test]
    fn a_floor_that_has_just_begun_is_not_taken_for_one_of_short_calls() {
        // In the first minute only calls of less than a minute end.
        let begun = after_seconds(60, 60).mean_seconds();
        assert!((begun / 180.0 - 1.0).abs() < 0.35, "{begun}");
        let known = after_seconds(7_200, 60).mean_seconds();
        assert!((known / 180.0 - 1.0).abs() < 0.12, "{known}");
    }

    #[test]
    fn little_knowledge_makes_agents_come_later() {
        let (vague, known) = (PhaseEstimate::expected(180.0), after_seconds(7_200, 60));
        assert!(vague.ends_within(0.0, 10.0) < 0.9 * known.ends_within(0.0, 10.0));
    }
}
