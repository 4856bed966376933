//! Talk or wrap-up: its mean and its shape.

use super::CAUTION;
use super::forgetting::{Averaged, MeanTime};
use super::hazard::Hazard;

/// Below this mean a phase takes no time.
const NO_TIME_SECONDS: f64 = 1e-3;

/// What is believed of the times agents spend in a phase.
#[derive(Clone, Debug)]
pub(in crate::pacing) struct PhaseEstimate {
    mean: Averaged<MeanTime>,
    shape: Hazard,
}

impl PhaseEstimate {
    pub(in crate::pacing) fn expected(seconds: f64) -> Self {
        Self {
            mean: Averaged::new(MeanTime::expected(seconds)),
            shape: Hazard::exponential(),
        }
    }

    pub(in crate::pacing) fn observe(&mut self, seconds: f64) {
        self.mean.observe(seconds);
        if self.takes_time() {
            self.shape.observe(seconds / self.mean.mean());
        }
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
        let unit = self.mean.mean() + crate::pacing::tuned(2, CAUTION) * self.mean.deviation();
        self.shape.ends_within(elapsed / unit, horizon / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_that_never_takes_time_is_over_at_once() {
        let mut none = PhaseEstimate::expected(0.0);
        none.observe(0.0);
        assert_eq!(none.ends_within(0.0, 0.0), 1.0);
    }

    #[test]
    fn little_knowledge_makes_agents_come_later() {
        let vague = PhaseEstimate::expected(180.0);
        let mut known = vague.clone();
        for number in 0..400 {
            // Exponential quantiles in an order without pattern.
            let share = (f64::from(number * 147 % 400) + 0.5) / 400.0;
            known.observe(-180.0 * (1.0 - share).ln());
        }
        assert!((known.mean_seconds() / 180.0 - 1.0).abs() < 0.05);
        assert!(vague.ends_within(0.0, 10.0) < 0.85 * known.ends_within(0.0, 10.0));
    }
}
