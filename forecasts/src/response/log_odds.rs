//! Probabilities by their log-odds.

use crate::normal::Z90;

/// Beyond ±30 log-odds a probability cannot be told from 0 or 1 by any number of contacts; kept within, so that it
/// stays above 0 and below 1 in binary too.
const FARTHEST: f64 = 30.0;

/// 1 / (1 + e^−x), above 0 and below 1.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds.clamp(-FARTHEST, FARTHEST)).exp())
}

/// ln(p / (1 − p)).
pub(super) fn log_odds_of(probability: f64) -> f64 {
    probability.ln() - (-probability).ln_1p()
}

/// A probability that is not known exactly: its log-odds are normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// Mean of the log-odds.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: f64,
}

/// A probability with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Propensity {
    /// Expected value: what many such contacts come to.
    pub mean: f64,
    /// It is below this with 10 %.
    pub p10: f64,
    /// It is below this with 90 %.
    pub p90: f64,
}

impl LogOdds {
    /// Expected value by Gauss and Hermite's five points, and the 10 % and 90 % quantiles.
    ///
    /// ```
    /// use crewcast_forecasts::response::LogOdds;
    /// let even = LogOdds { mean: 0.0, standard_deviation: 1.0 }.propensity();
    /// assert!((even.mean - 0.5).abs() < 1e-12);
    /// assert!((even.p10 - 0.217).abs() < 1e-3 && (even.p90 - 0.783).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn propensity(self) -> Propensity {
        let at = |z: f64| probability(self.mean + z * self.standard_deviation);
        // Abramowitz & Stegun (1964), 25.4.46, for the normal weight: nodes ±√(5 ∓ √10), weights (7 ± 2√10) / 60.
        let root = 10.0_f64.sqrt();
        let (near, far) = ((5.0 - root).sqrt(), (5.0 + root).sqrt());
        let mean = 8.0 / 15.0 * at(0.0)
            + (7.0 + 2.0 * root) / 60.0 * (at(near) + at(-near))
            + (7.0 - 2.0 * root) / 60.0 * (at(far) + at(-far));
        Propensity {
            mean,
            p10: at(-Z90),
            p90: at(Z90),
        }
    }
}

impl Propensity {
    /// The log-odds whose quantiles it has.
    #[must_use]
    pub fn log_odds(self) -> LogOdds {
        let (low, high) = (log_odds_of(self.p10), log_odds_of(self.p90));
        LogOdds {
            mean: 0.5 * (low + high),
            standard_deviation: 0.5 * (high - low) / Z90,
        }
    }

    pub(crate) fn is_ordered_within_zero_and_one(self) -> bool {
        0.0 < self.p10
            && self.p10 <= self.p90
            && self.p90 < 1.0
            && 0.0 < self.mean
            && self.mean < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_value_is_that_of_a_fine_sum() {
        for (mean, sd) in [(-3.0, 0.5), (-3.0, 1.0), (0.5, 0.8), (-6.0, 0.3)] {
            let steps = 20_000;
            let (mut sum, mut mass) = (0.0, 0.0);
            for step in 0..=steps {
                let z = -8.0 + 16.0 * f64::from(step) / f64::from(steps);
                let weight = (-0.5 * z * z).exp();
                sum += weight * probability(mean + sd * z);
                mass += weight;
            }
            let law = LogOdds {
                mean,
                standard_deviation: sd,
            };
            let told = law.propensity().mean;
            assert!(
                (told / (sum / mass) - 1.0).abs() < 1e-3,
                "{mean} {sd}: {told}"
            );
        }
    }

    #[test]
    fn the_quantiles_give_the_log_odds_back() {
        let law = LogOdds {
            mean: -2.0,
            standard_deviation: 0.4,
        };
        let back = law.propensity().log_odds();
        assert!((back.mean - law.mean).abs() < 1e-12);
        assert!((back.standard_deviation - law.standard_deviation).abs() < 1e-12);
    }
}
