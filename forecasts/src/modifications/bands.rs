//! Where P10, P50 and P90 go when a planner moves the mean.

use crate::normal::Z90;

/// Standard deviation of the root of a Poisson count, whatever its mean (Anscombe 1948; to first order).
const POISSON_ROOT_DEVIATION: f64 = 0.5;

/// Below one contact expected, bands are those of single contacts and say nothing of how sure the rate is.
const LEAST_TELLING_MEAN: f64 = 1.0;

/// The volume that is exceeded with probability 0.9, 0.5 and 0.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

impl Band {
    /// Poisson noise around a mean, on the root scale, where it is the same at every level (Anscombe 1948).
    #[must_use]
    pub fn of_poisson(mean: f64) -> Self {
        let root = (mean + 0.25).sqrt();
        let moved = |error: f64| ((root + error).max(0.0).powi(2) - 0.25).max(0.0);
        Self {
            p10: moved(-Z90 * POISSON_ROOT_DEVIATION).min(mean),
            p50: mean,
            p90: moved(Z90 * POISSON_ROOT_DEVIATION),
        }
    }

    /// The band of a mean that was `mean` when this band was made and is now `moved_to`.
    ///
    /// The median moves in the ratio of the means. The width moves as the standard deviation does: with `s` the
    /// band's own, `c = max(0, s² − mean) ÷ mean²` is the squared variation of the rate under the Poisson noise of the
    /// counts. Variation is a share of the mean and moves with it, noise moves with its root, so the width is
    /// multiplied by `√((m' + c m'²) ÷ (m + c m²))`: the ratio of the means where the rate's uncertainty rules, its root
    /// where noise does. Where less than one contact was expected there is no such share to keep, and the band is
    /// [`Self::of_poisson`].
    #[must_use]
    pub fn moved(self, mean: f64, moved_to: f64) -> Self {
        if mean < LEAST_TELLING_MEAN {
            return Self::of_poisson(moved_to);
        }
        let ratio = moved_to / mean;
        let variance = ((self.p90 - self.p10) / (2.0 * Z90)).powi(2);
        let squared_variation = ((variance - mean) / mean.powi(2)).max(0.0);
        let variance_at = |mean: f64| mean + squared_variation * mean.powi(2);
        let widened = (variance_at(moved_to) / variance_at(mean)).sqrt();
        let p50 = self.p50 * ratio;
        Self {
            p10: (p50 - (self.p50 - self.p10).max(0.0) * widened).max(0.0),
            p50,
            p90: p50 + (self.p90 - self.p50).max(0.0) * widened,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_of_pure_noise_stays_one_of_pure_noise() {
        for (from, to) in [(100.0, 400.0), (400.0, 100.0), (50.0, 60.0)] {
            let moved = Band::of_poisson(from).moved(from, to);
            let noise = Band::of_poisson(to);
            assert!(
                (moved.p90 / noise.p90 - 1.0).abs() < 0.01,
                "{moved:?} {noise:?}"
            );
            assert!(
                (moved.p10 / noise.p10 - 1.0).abs() < 0.01,
                "{moved:?} {noise:?}"
            );
        }
    }

    #[test]
    fn a_band_as_wide_as_a_third_of_a_large_mean_stays_a_third() {
        let moved = Band {
            p10: 8_000.0,
            p50: 10_000.0,
            p90: 12_000.0,
        }
        .moved(10_000.0, 15_000.0);
        assert!((moved.p90 - 18_000.0).abs() < 10.0, "{moved:?}");
        assert!((moved.p10 - 12_000.0).abs() < 10.0, "{moved:?}");
        assert_eq!(moved.p50, 15_000.0);
    }

    #[test]
    fn where_nobody_was_expected_the_band_is_that_of_chance() {
        let closed = Band {
            p10: 0.0,
            p50: 0.0,
            p90: 0.0,
        };
        assert_eq!(closed.moved(0.0, 25.0), Band::of_poisson(25.0));
        let night = Band {
            p10: 0.0,
            p50: 0.0,
            p90: 1.0,
        };
        assert!(night.moved(0.02, 5.0).p90 < 9.0);
    }

    #[test]
    fn nothing_expected_has_no_lower_end_and_no_median() {
        let moved = Band {
            p10: 90.0,
            p50: 100.0,
            p90: 110.0,
        }
        .moved(100.0, 0.0);
        assert_eq!((moved.p10, moved.p50, moved.p90), (0.0, 0.0, 0.0));
    }
}
