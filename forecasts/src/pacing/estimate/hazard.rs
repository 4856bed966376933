//! The shape of a time that is still running: how likely it ends next, given how long it has lasted.
//!
//! Time is counted in means, so that the shape outlives a change of the mean. The hazard is constant within a bin and
//! estimated as ends ÷ exposure, shrunk towards 1, the hazard of exponential times. Times that still run are exposed too:
//! of those that began together the short ones end first, and alone would tell of nothing but short ones.

use serde::{Deserialize, Serialize};

use super::numbers;

/// Width of a bin in means.
const WIDTH: f64 = 0.1;

/// Bins; the last has no end. Lognormal and gamma times change little in it.
const BINS: usize = 40;

/// Completed times a shape remembers.
const MEMORY: f64 = 2_000.0;

/// Ends of exponential times a bin begins with.
const PRIOR_ENDS: f64 = 5.0;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hazard {
    #[serde(with = "numbers")]
    ends: [f64; BINS],
    #[serde(with = "numbers")]
    exposure: [f64; BINS],
    /// Hazard of each bin, and its integral up to the bin's start.
    #[serde(with = "numbers")]
    rate: [f64; BINS],
    #[serde(with = "numbers")]
    integral: [f64; BINS],
}

impl Hazard {
    pub(super) fn exponential() -> Self {
        let mut hazard = Self {
            ends: [0.0; BINS],
            exposure: [0.0; BINS],
            rate: [1.0; BINS],
            integral: [0.0; BINS],
        };
        hazard.sum_up();
        hazard
    }

    /// A time that has lasted `means` means has run on for `more` of them.
    pub(super) fn runs_on(&mut self, means: f64, more: f64) {
        self.exposure[bin(means)] += more;
    }

    /// A time ended after `means` means.
    pub(super) fn ended(&mut self, means: f64) {
        for index in 0..BINS {
            self.ends[index] *= 1.0 - 1.0 / MEMORY;
            self.exposure[index] *= 1.0 - 1.0 / MEMORY;
        }
        self.ends[bin(means)] += 1.0;
    }

    /// Probability that a time which has lasted `elapsed` means ends within `horizon` means.
    pub(super) fn ends_within(&self, elapsed: f64, horizon: f64) -> f64 {
        -(self.up_to(elapsed) - self.up_to(elapsed + horizon)).exp_m1()
    }

    fn up_to(&self, means: f64) -> f64 {
        let index = bin(means);
        self.integral[index] + self.rate[index] * (means - index as f64 * WIDTH)
    }

    /// Makes what was taken in count.
    pub(super) fn sum_up(&mut self) {
        let mut integral = 0.0;
        for index in 0..BINS {
            self.rate[index] =
                (self.ends[index] + PRIOR_ENDS) / (self.exposure[index] + PRIOR_ENDS);
            self.integral[index] = integral;
            integral += self.rate[index] * WIDTH;
        }
    }
}

fn bin(means: f64) -> usize {
    // A cast saturates: endless times are in the last bin.
    ((means / WIDTH) as usize).min(BINS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{Draws, Purpose, Sampler, Shape};

    fn learnt(shape: &Shape) -> Hazard {
        let sampler = Sampler::new(shape).unwrap();
        let draws = Draws::new(3, 0, 0, Purpose::HandleTime);
        let mut hazard = Hazard::exponential();
        for number in 0..4_000 {
            let means = sampler.draw(&mut draws.of(number, 0));
            let moments = (means / 0.01) as u32;
            for moment in 0..moments {
                hazard.runs_on(0.01 * f64::from(moment), 0.01);
            }
            hazard.ended(means);
        }
        hazard.sum_up();
        hazard
    }

    #[test]
    fn before_anything_is_seen_times_are_memoryless() {
        let hazard = Hazard::exponential();
        for elapsed in [0.0, 0.37, 3.99, 50.0] {
            let ends = hazard.ends_within(elapsed, 0.25);
            assert!(
                (ends - (1.0 - (-0.25_f64).exp())).abs() < 1e-12,
                "{elapsed}"
            );
        }
        assert_eq!(hazard.ends_within(1.0, 0.0), 0.0);
    }

    #[test]
    fn exponential_times_stay_memoryless() {
        let hazard = learnt(&Shape::Exponential);
        for elapsed in [0.0, 0.5, 1.0, 2.0] {
            let ends = hazard.ends_within(elapsed, 0.1);
            assert!((ends / 0.0952 - 1.0).abs() < 0.25, "{elapsed}: {ends}");
        }
    }

    #[test]
    fn lognormal_times_rarely_end_at_once_and_often_around_their_mode() {
        let hazard = learnt(&Shape::Lognormal {
            coefficient_of_variation: 1.0,
        });
        // Φ((ln x + ½ ln 2)/√ln 2): 1 % end before a tenth of the mean, 62 % of the rest within the mean.
        assert!(hazard.ends_within(0.0, 0.1) < 0.04);
        let within_the_mean = hazard.ends_within(0.1, 0.9);
        assert!((within_the_mean - 0.66).abs() < 0.05, "{within_the_mean}");
        assert!(hazard.ends_within(0.5, 0.1) > 2.0 * hazard.ends_within(0.0, 0.1));
    }
}
