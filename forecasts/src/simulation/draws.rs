//! Random numbers that belong to a contact and a purpose.
//!
//! A draw is keyed by seed, replication, queue, purpose and the contact's number, never taken from a shared stream:
//! a contact keeps its handle time and patience whatever agents there are (common random numbers, Law 2015,
//! section 11.2).

use rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution as _, Exp1, StandardNormal};
use rand_xoshiro::SplitMix64;

use super::Shape;

/// What a random number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    HandleTime,
    Patience,
    RedialChoice,
    RedialDelay,
    CallbackChoice,
    Arrivals,
    DayFactor,
    IntervalFactor,
    Absence,
    Acceptance,
    HandleTimeLevel,
    LiveAnswer,
    RingTime,
    WrapUp,
}

/// An odd number without pattern in its bits; successive keys are this far apart, as in SplitMix with its own gamma.
const STRIDE: u64 = 0xd134_2543_de82_ef95;

/// The finaliser of SplitMix64 (Stafford's variant 13).
const fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Draws of one purpose for the contacts of one queue in one replication.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64, replication: u32, queue: usize, purpose: Purpose) -> Self {
        let key = mixed(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
        let key = mixed(key ^ u64::from(replication).wrapping_mul(STRIDE));
        let key = mixed(key ^ (queue as u64).wrapping_mul(STRIDE));
        Self(mixed(key ^ ((purpose as u64 + 1) << 56)))
    }

    /// The generator of a contact's own numbers; each attempt has others.
    #[inline]
    pub(crate) fn of(self, number: u32, attempt: u32) -> SplitMix64 {
        let contact = (u64::from(attempt) << 32) | u64::from(number);
        SplitMix64::seed_from_u64(self.0.wrapping_add(contact.wrapping_mul(STRIDE)))
    }
}

/// Uniform on `[0, 1)`.
#[inline]
pub(crate) fn uniform(generator: &mut SplitMix64) -> f64 {
    (generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Exponential of mean 1.
#[inline]
pub(crate) fn exponential(generator: &mut SplitMix64) -> f64 {
    Exp1.sample(generator)
}

/// Normal of mean 0 and variance 1.
pub(super) fn normal(generator: &mut SplitMix64) -> f64 {
    StandardNormal.sample(generator)
}

/// Gamma of mean 1; a coefficient of variation of 0 is always 1, as is one too small to matter.
pub(super) fn gamma_factor(generator: &mut SplitMix64, coefficient_of_variation: f64) -> f64 {
    let variance = coefficient_of_variation * coefficient_of_variation;
    rand_distr::Gamma::new(1.0 / variance, variance).map_or(1.0, |gamma| gamma.sample(generator))
}

/// A shape made ready to draw from, with mean 1.
#[derive(Clone, Debug)]
pub(crate) enum Sampler {
    Exponential,
    Lognormal { location: f64, scale: f64 },
    Gamma(rand_distr::Gamma<f64>),
    Deterministic,
    Empirical(Box<[f64]>),
}

impl Sampler {
    /// Nothing for a shape that cannot be drawn from.
    pub(crate) fn new(shape: &Shape) -> Option<Self> {
        let is_spread = |cv: f64| cv.is_finite() && cv > 0.0;
        match shape {
            Shape::Exponential => Some(Self::Exponential),
            Shape::Deterministic => Some(Self::Deterministic),
            Shape::Lognormal {
                coefficient_of_variation: cv,
            } => {
                let variance = (cv * cv).ln_1p();
                (is_spread(*cv) && variance.is_finite()).then(|| Self::Lognormal {
                    location: -0.5 * variance,
                    scale: variance.sqrt(),
                })
            }
            Shape::Gamma {
                coefficient_of_variation: cv,
            } => rand_distr::Gamma::new(1.0 / (cv * cv), cv * cv)
                .ok()
                .filter(|_| is_spread(*cv))
                .map(Self::Gamma),
            Shape::Empirical { samples } => {
                let mean = samples.iter().sum::<f64>() / samples.len() as f64;
                let are_times = samples.iter().all(|time| time.is_finite() && *time >= 0.0);
                if !(are_times && mean.is_finite() && mean > 0.0) {
                    return None;
                }
                let mut scaled: Vec<f64> = samples.iter().map(|time| time / mean).collect();
                scaled.sort_by(f64::total_cmp);
                Some(Self::Empirical(scaled.into()))
            }
        }
    }

    #[inline]
    pub(crate) fn draw(&self, generator: &mut SplitMix64) -> f64 {
        match self {
            Self::Exponential => exponential(generator),
            Self::Lognormal { location, scale } => (location + scale * normal(generator)).exp(),
            Self::Gamma(gamma) => gamma.sample(generator),
            Self::Deterministic => 1.0,
            Self::Empirical(scaled) => {
                let at = (uniform(generator) * scaled.len() as f64) as usize;
                scaled[at.min(scaled.len() - 1)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: u32 = 200_000;

    fn moments(sampler: &Sampler) -> (f64, f64) {
        let draws = Draws::new(7, 0, 0, Purpose::HandleTime);
        let (mut sum, mut squares) = (0.0, 0.0);
        for number in 0..DRAWS {
            let time = sampler.draw(&mut draws.of(number, 0));
            assert!(time >= 0.0);
            sum += time;
            squares += time * time;
        }
        let mean = sum / f64::from(DRAWS);
        (
            mean,
            (squares / f64::from(DRAWS) - mean * mean).sqrt() / mean,
        )
    }

    #[test]
    fn every_shape_has_mean_1_and_its_own_spread() {
        let measured = vec![30.0, 90.0, 90.0, 150.0, 540.0];
        let spread = (measured
            .iter()
            .map(|t| (t / 180.0 - 1.0_f64).powi(2))
            .sum::<f64>()
            / 5.0)
            .sqrt();
        for (shape, expected) in [
            (Shape::Exponential, 1.0),
            (
                Shape::Lognormal {
                    coefficient_of_variation: 1.3,
                },
                1.3,
            ),
            (
                Shape::Gamma {
                    coefficient_of_variation: 0.4,
                },
                0.4,
            ),
            (
                Shape::Gamma {
                    coefficient_of_variation: 1.6,
                },
                1.6,
            ),
            (Shape::Deterministic, 0.0),
            (Shape::Empirical { samples: measured }, spread),
        ] {
            let sampler = Sampler::new(&shape).unwrap();
            let (mean, cv) = moments(&sampler);
            assert!((mean - 1.0).abs() < 0.015, "{shape:?}: mean {mean}");
            assert!((cv - expected).abs() < 0.04, "{shape:?}: spread {cv}");
        }
    }

    #[test]
    fn neighbouring_contacts_purposes_and_replications_are_unrelated() {
        let correlation = |a: &dyn Fn(u32) -> f64, b: &dyn Fn(u32) -> f64| {
            (0..DRAWS).map(|n| (a(n) - 0.5) * (b(n) - 0.5)).sum::<f64>() * 12.0 / f64::from(DRAWS)
        };
        let stream = |replication, queue, purpose| {
            move |number: u32| {
                uniform(&mut Draws::new(3, replication, queue, purpose).of(number, 0))
            }
        };
        let base = stream(0, 0, Purpose::HandleTime);
        let others: [Box<dyn Fn(u32) -> f64>; 4] = [
            Box::new(move |number| base(number + 1)),
            Box::new(stream(1, 0, Purpose::HandleTime)),
            Box::new(stream(0, 1, Purpose::HandleTime)),
            Box::new(stream(0, 0, Purpose::Patience)),
        ];
        for other in &others {
            let found = correlation(&base, other);
            assert!(found.abs() < 0.012, "{found}");
        }
    }

    #[test]
    fn shapes_that_are_none_are_refused() {
        for shape in [
            Shape::Lognormal {
                coefficient_of_variation: 0.0,
            },
            Shape::Gamma {
                coefficient_of_variation: f64::NAN,
            },
            Shape::Gamma {
                coefficient_of_variation: -1.0,
            },
            Shape::Empirical { samples: vec![] },
            Shape::Empirical { samples: vec![0.0] },
            Shape::Empirical {
                samples: vec![1.0, -1.0],
            },
        ] {
            assert!(Sampler::new(&shape).is_none(), "{shape:?}");
        }
    }
}
