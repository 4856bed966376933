//! Estimates that forget at the pace at which the world changes.
//!
//! A conjugate belief whose counts decay by a factor λ an observation remembers about 1/(1 − λ) of them: few follow a
//! step at once and are noisy, many are precise and late. Several are kept side by side and weighted by how well each
//! foretold the observations, the weights themselves flattened a little each time so that a belief can come back:
//! dynamic model averaging (Raftery, Kárný & Ettler, "Online prediction under model uncertainty via dynamic model
//! averaging", Technometrics 52, 2010). After a step the short memories foretell better and take over within tens of
//! observations.

use serde::{Deserialize, Serialize};

/// Observations each belief remembers.
const MEMORIES: [f64; 4] = [40.0, 160.0, 640.0, 2_560.0];

/// Exponent by which weights are flattened an observation: what was foretold 100 observations ago counts 1/e. A memory of 40
/// foretells a steady world by 1/80 nat worse, and a long one after a step of 30 % by 1/55: a hundred
/// observations tell both apart.
const FLATTENING: f64 = 0.99;

/// A belief never weighs less, so that it can return.
const LEAST_WEIGHT: f64 = 1e-4;

/// Observations the expectation is worth. It is not forgotten: with data it is outweighed.
const PRIOR_OBSERVATIONS: f64 = 4.0;

/// A belief about one number, with decaying counts.
pub(super) trait Belief: Copy {
    /// Probability, or density, with which the belief foretold `value`.
    fn foretold(&self, value: f64) -> f64;
    /// Takes `value` in; what was known before is worth `keep` of what it was.
    fn observe(&mut self, value: f64, keep: f64);
    /// Mean and variance of the number believed in.
    fn moments(&self) -> (f64, f64);
}

/// A probability: beta.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Probability {
    expected: f64,
    yes: f64,
    no: f64,
}

impl Probability {
    pub(super) const fn expected(expected: f64) -> Self {
        Self {
            expected,
            yes: 0.0,
            no: 0.0,
        }
    }

    fn counts(&self) -> (f64, f64) {
        (
            self.yes + PRIOR_OBSERVATIONS * self.expected,
            self.no + PRIOR_OBSERVATIONS * (1.0 - self.expected),
        )
    }
}

impl Belief for Probability {
    /// `value` may be the share of several answers that are taken in together, one after the other.
    fn foretold(&self, value: f64) -> f64 {
        let (mean, _) = self.moments();
        mean.powf(value) * (1.0 - mean).powf(1.0 - value)
    }

    fn observe(&mut self, value: f64, keep: f64) {
        self.yes = self.yes * keep + value;
        self.no = self.no * keep + 1.0 - value;
    }

    fn moments(&self) -> (f64, f64) {
        let (yes, no) = self.counts();
        let all = yes + no;
        let mean = yes / all;
        (mean, mean * (1.0 - mean) / (all + 1.0))
    }
}

/// A mean time: inverse gamma, from exponential times.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct MeanTime {
    expected: f64,
    count: f64,
    seconds: f64,
}

impl MeanTime {
    pub(super) const fn expected(expected: f64) -> Self {
        Self {
            expected,
            count: 0.0,
            seconds: 0.0,
        }
    }

    /// Shape and scale; shape is above 2, so that mean and variance exist.
    fn shape_and_scale(&self) -> (f64, f64) {
        let count = self.count + PRIOR_OBSERVATIONS;
        let seconds = self.seconds + PRIOR_OBSERVATIONS * self.expected;
        (count + 1.0, seconds)
    }
}

impl Belief for MeanTime {
    fn foretold(&self, value: f64) -> f64 {
        let (shape, scale) = self.shape_and_scale();
        let later = scale + value;
        if later <= 0.0 {
            return 1.0;
        }
        shape / later * (shape * (scale / later).ln()).exp()
    }

    fn observe(&mut self, value: f64, keep: f64) {
        self.count = self.count * keep + 1.0;
        self.seconds = self.seconds * keep + value;
    }

    fn moments(&self) -> (f64, f64) {
        let (shape, scale) = self.shape_and_scale();
        let mean = scale / (shape - 1.0);
        (mean, mean * mean / (shape - 2.0))
    }
}

/// Beliefs of several memories, weighted by what they foretold.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Averaged<B> {
    beliefs: [(B, f64); MEMORIES.len()],
    mean: f64,
    deviation: f64,
}

impl<B: Belief> Averaged<B> {
    pub(super) fn new(belief: B) -> Self {
        let weight = 1.0 / MEMORIES.len() as f64;
        let mut averaged = Self {
            beliefs: [(belief, weight); MEMORIES.len()],
            mean: 0.0,
            deviation: 0.0,
        };
        averaged.sum_up();
        averaged
    }

    pub(super) fn observe(&mut self, value: f64) {
        let mut sum = 0.0;
        for ((belief, weight), memory) in self.beliefs.iter_mut().zip(MEMORIES) {
            *weight = weight.powf(FLATTENING) * belief.foretold(value);
            sum += *weight;
            belief.observe(value, 1.0 - 1.0 / memory);
        }
        if sum > 0.0 && sum.is_finite() {
            let mut floored = 0.0;
            for (_, weight) in &mut self.beliefs {
                *weight = (*weight / sum).max(LEAST_WEIGHT);
                floored += *weight;
            }
            for (_, weight) in &mut self.beliefs {
                *weight /= floored;
            }
        } else {
            // None foretold it at all: none is better than another.
            for (_, weight) in &mut self.beliefs {
                *weight = 1.0 / MEMORIES.len() as f64;
            }
        }
        self.sum_up();
    }

    pub(super) const fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard deviation of what is believed, with what the memories disagree about.
    pub(super) const fn deviation(&self) -> f64 {
        self.deviation
    }

    fn sum_up(&mut self) {
        let (mut mean, mut squares) = (0.0, 0.0);
        for (belief, weight) in &self.beliefs {
            let (of_belief, variance) = belief.moments();
            mean += weight * of_belief;
            squares += weight * (variance + of_belief * of_belief);
        }
        self.mean = mean;
        self.deviation = (squares - mean * mean).max(0.0).sqrt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{Draws, Purpose, Sampler, Shape, uniform};

    fn answers(averaged: &mut Averaged<Probability>, numbers: std::ops::Range<u32>, share: f64) {
        let draws = Draws::new(11, 0, 0, Purpose::LiveAnswer);
        for number in numbers {
            let answered = uniform(&mut draws.of(number, 0)) < share;
            averaged.observe(f64::from(u8::from(answered)));
        }
    }

    #[test]
    fn a_steady_share_is_known_better_than_the_shortest_memory_knows_it() {
        let mut averaged = Averaged::new(Probability::expected(0.5));
        answers(&mut averaged, 0..5_000, 0.3);
        assert!((averaged.mean() - 0.3).abs() < 0.03, "{averaged:?}");
        // 40 observations would leave √(0.21 ÷ 40) = 7 %.
        assert!(averaged.deviation() < 0.05, "{averaged:?}");
    }

    #[test]
    fn a_step_is_followed_within_a_few_hundred_lines() {
        let mut averaged = Averaged::new(Probability::expected(0.3));
        answers(&mut averaged, 0..5_000, 0.3);
        answers(&mut averaged, 5_000..5_300, 0.45);
        assert!((averaged.mean() - 0.45).abs() < 0.06, "{averaged:?}");
    }

    #[test]
    fn a_mean_time_is_learnt_and_followed_from_times_that_are_not_exponential() {
        let sampler = Sampler::new(&Shape::Lognormal {
            coefficient_of_variation: 1.0,
        })
        .unwrap();
        let draws = Draws::new(5, 0, 0, Purpose::HandleTime);
        let mut averaged = Averaged::new(MeanTime::expected(60.0));
        for number in 0..3_000 {
            averaged.observe(180.0 * sampler.draw(&mut draws.of(number, 0)));
        }
        assert!((averaged.mean() / 180.0 - 1.0).abs() < 0.2, "{averaged:?}");
        for number in 3_000..3_400 {
            averaged.observe(126.0 * sampler.draw(&mut draws.of(number, 0)));
        }
        assert!((averaged.mean() / 126.0 - 1.0).abs() < 0.25, "{averaged:?}");
    }

    #[test]
    fn before_anything_is_seen_the_expectation_is_believed_vaguely() {
        let averaged = Averaged::new(MeanTime::expected(200.0));
        assert!((averaged.mean() - 200.0).abs() < 1e-9);
        assert!(averaged.deviation() > 100.0);
    }
}
