//! How far a rate may be from its forecast.

use serde::{Deserialize, Serialize};

use crate::erlang::uncertain::{NotAVariation, UncertainLoad};
use crate::requirement::error::RequirementError;
use crate::units::{ContactsPerInterval, Erlangs, Share};

/// The 90th percentile of the standard normal distribution.
const Z_90: f64 = 1.281_551_565_544_600_4;

/// Spread of an interval's rate around its mean, as a gamma distribution; in JSON the coefficient of variation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct RateUncertainty {
    coefficient_of_variation: f64,
}

impl RateUncertainty {
    /// From standard deviation / mean.
    ///
    /// # Errors
    /// [`RequirementError::Variation`] for a negative one, NaN, or one above
    /// [`crate::erlang::uncertain::MAXIMUM_VARIATION`].
    pub fn new(coefficient_of_variation: f64) -> Result<Self, RequirementError> {
        UncertainLoad::new(Erlangs::ZERO, coefficient_of_variation)?;
        Ok(Self {
            coefficient_of_variation,
        })
    }

    /// From the 10th, 50th and 90th percentile that a forecast gives for an interval's contacts.
    ///
    /// Contacts spread more than their rate, because they arrive at random even at a known rate, and that part is in
    /// queueing formulas and simulations already: of the variance of the contacts, (p90 − p10)² / (2 z)², that of
    /// chance is taken off. Chance makes the root of a count + ¼ deviate by ½ whatever its mean (F. Anscombe, "The
    /// transformation of Poisson, binomial and negative-binomial data", 1948; a forecast's bands are made on that
    /// scale), a count therefore by √(p50 + ¼). What is left is 0 where contacts spread no more than that.
    ///
    /// The gamma distribution is the one with the same (p90 − p10) / p50, by E. Wilson & M. Hilferty, "The
    /// distribution of chi-square" (1931): a percentile is mean · (1 − x² + z x)³ with x a third of the coefficient of
    /// variation. That is within 1 % of the coefficient up to 0.7, and never gives 3 or more.
    ///
    /// A 10th percentile of 0 is mostly one that was cut there, because there are no fewer contacts than none. The
    /// upper half alone then tells the spread, on the root scale, where both halves are alike.
    ///
    /// # Errors
    /// [`RequirementError::NotQuantiles`] unless 0 ≤ p10 ≤ p50 ≤ p90, all finite, and p50 above 0 where p90 is.
    ///
    /// ```
    /// use crewcast_forecasts::requirement::uncertain::RateUncertainty;
    /// // 1,000 contacts, give or take 100: 10 %, of which 3 % are chance.
    /// let spread = RateUncertainty::from_quantiles(872.0, 997.0, 1130.0)?.coefficient_of_variation();
    /// assert!((spread - 0.096).abs() < 0.001);
    /// # Ok::<(), crewcast_forecasts::requirement::RequirementError>(())
    /// ```
    pub fn from_quantiles(p10: f64, p50: f64, p90: f64) -> Result<Self, RequirementError> {
        let ordered = 0.0 <= p10 && p10 <= p50 && p50 <= p90 && p90.is_finite();
        if !ordered || (p50 == 0.0 && p90 > 0.0) {
            return Err(RequirementError::NotQuantiles { p10, p50, p90 });
        }
        if p90 == p10 {
            return Self::new(0.0);
        }
        // Deviations are in parts of p50, so that no square leaves the range of a double.
        let of_contacts = if p10 > 0.0 {
            (p90 / p50 - p10 / p50) / (2.0 * Z_90)
        } else {
            let of_the_root = (root(p90) - root(p50)) / Z_90;
            2.0 * of_the_root * (root(p50) / p50)
        };
        let of_chance = root(p50) / p50;
        let of_the_rate = if of_contacts > of_chance {
            // √(a² − b²), which does not overflow.
            (of_contacts - of_chance).sqrt() * (of_contacts + of_chance).sqrt()
        } else {
            0.0
        };
        // With w = x / (1 − x²) and t = z w the width 2 z · deviation is 6 t + 2 t³: by Cardano t = 2 sinh u, where
        // 4 sinh 3u is the width. Long before 1e300 x is 1 to the last digit.
        let quarter_of_width = (0.5 * Z_90 * of_the_rate).min(1e300);
        let w = 2.0 * (quarter_of_width.asinh() / 3.0).sinh() / Z_90;
        let x = 2.0 * w / (1.0 + (2.0 * w).hypot(1.0));
        Self::new(3.0 * x)
    }

    /// From a forecast of an interval, whatever its bands look like: [`Self::from_quantiles`], with the mean in place
    /// of a median of 0, and a percentile on the wrong side of the median taken for the median. Nothing expected is
    /// certain.
    ///
    /// # Errors
    /// [`RequirementError::NotQuantiles`] for percentiles that are negative, infinite or NaN.
    pub fn from_forecast(
        mean: ContactsPerInterval,
        p10: f64,
        p50: f64,
        p90: f64,
    ) -> Result<Self, RequirementError> {
        if mean == ContactsPerInterval::ZERO {
            return Self::new(0.0);
        }
        if [p10, p50, p90].iter().any(|at| !at.is_finite()) {
            return Err(RequirementError::NotQuantiles { p10, p50, p90 });
        }
        let centre = if p50 == 0.0 { mean.contacts() } else { p50 };
        Self::from_quantiles(p10.min(centre), centre, p90.max(centre))
    }

    /// Standard deviation / mean.
    #[must_use]
    pub const fn coefficient_of_variation(self) -> f64 {
        self.coefficient_of_variation
    }

    /// The volume that an interval does not exceed with a probability, where `mean` is expected.
    ///
    /// # Errors
    /// [`RequirementError::Variation`], which no value of this type has.
    pub fn quantile(
        self,
        mean: ContactsPerInterval,
        probability: Share,
    ) -> Result<ContactsPerInterval, RequirementError> {
        let factor = self.factor()?.quantile(probability).erlangs();
        // A factor of a finite volume is at most e^40 or so; beyond a double's range it stays where it was.
        Ok(ContactsPerInterval::new(mean.contacts() * factor).unwrap_or(mean))
    }

    /// The distribution of rate / mean rate.
    pub(super) fn factor(self) -> Result<UncertainLoad, NotAVariation> {
        // One erlang on average.
        let one = Erlangs::new(1.0).unwrap_or(Erlangs::ZERO);
        UncertainLoad::new(one, self.coefficient_of_variation)
    }
}

/// The scale on which chance spreads alike at every level.
fn root(contacts: f64) -> f64 {
    (contacts + 0.25).sqrt()
}

impl TryFrom<f64> for RateUncertainty {
    type Error = RequirementError;

    fn try_from(coefficient_of_variation: f64) -> Result<Self, RequirementError> {
        Self::new(coefficient_of_variation)
    }
}

impl From<RateUncertainty> for f64 {
    fn from(uncertainty: RateUncertainty) -> f64 {
        uncertainty.coefficient_of_variation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_a_gamma_distribution_give_its_variation_back_less_that_of_chance() {
        for variation in [0.02, 0.1, 0.3, 0.5, 0.7] {
            for mean in [500.0, 10_000.0] {
                let spread = RateUncertainty::new(variation).unwrap();
                let mean = ContactsPerInterval::new(mean).unwrap();
                let at = |percent: f64| {
                    let share = Share::from_percent(percent).unwrap();
                    spread.quantile(mean, share).unwrap().contacts()
                };
                let found = RateUncertainty::from_quantiles(at(10.0), at(50.0), at(90.0)).unwrap();
                let chance = 1.0 / mean.contacts();
                let expected = (variation * variation - chance).max(0.0).sqrt();
                let got = found.coefficient_of_variation();
                assert!(
                    (got - expected).abs() <= 0.01 * variation,
                    "{variation} {mean}: {got}"
                );
            }
        }
    }

    #[test]
    fn contacts_that_spread_as_chance_alone_does_have_a_certain_rate() {
        // Percentiles of the Poisson distribution with mean 25.
        let spread = RateUncertainty::from_quantiles(19.0, 25.0, 31.0).unwrap();
        assert_eq!(spread.coefficient_of_variation(), 0.0);
        let none = RateUncertainty::from_quantiles(0.0, 0.0, 0.0).unwrap();
        assert_eq!(none.coefficient_of_variation(), 0.0);
    }

    #[test]
    fn bands_of_chance_alone_leave_a_certain_rate_however_few_contacts_there_are() {
        for mean in [0.01, 0.2, 0.4, 0.5, 1.0, 3.0, 25.0, 900.0] {
            let half = 0.5 * Z_90;
            let p90 = (root(mean) + half).powi(2) - 0.25;
            let p10 = (root(mean) - half).max(0.5).powi(2) - 0.25;
            let spread = RateUncertainty::from_quantiles(p10, mean, p90).unwrap();
            let left = spread.coefficient_of_variation();
            // A root of what rounding leaves.
            let of_chance = root(mean) / mean;
            assert!(left < 1e-6 * of_chance, "{left} of {mean}");
        }
    }

    #[test]
    fn a_band_cut_at_zero_tells_its_spread_by_its_upper_half() {
        // Roots 6.02 ± 4.8: the band would start at 1.2; cut at 0 it shows the same spread.
        let (middle, half) = (root(36.0), 4.8);
        let at = |root: f64| root * root - 0.25;
        let whole = RateUncertainty::from_quantiles(at(middle - half), 36.0, at(middle + half));
        let cut = RateUncertainty::from_quantiles(0.0, 36.0, at(middle + half));
        let (whole, cut) = (f64::from(whole.unwrap()), f64::from(cut.unwrap()));
        assert!(whole > 0.9 && (whole - cut).abs() < 1e-9, "{whole} {cut}");
    }

    #[test]
    fn a_forecast_with_any_bands_has_a_spread_that_can_be_computed() {
        let of = |mean: f64, p10, p50, p90| {
            let mean = ContactsPerInterval::new(mean).unwrap();
            RateUncertainty::from_forecast(mean, p10, p50, p90).map(f64::from)
        };
        assert_eq!(of(0.0, 0.0, 0.0, 3.0), Ok(0.0));
        assert_eq!(of(0.1, 0.0, 0.0, 0.5), Ok(0.0));
        let rarely_many = of(5.0, 0.0, 0.0, 40.0).unwrap();
        assert!(rarely_many > 1.0 && rarely_many < 3.0, "{rarely_many}");
        for p90 in [1e3, 1e9, 1e300, f64::MAX] {
            let huge = of(1.0, 0.5, 1.0, p90).unwrap();
            assert!(huge > 2.5 && huge <= 3.0, "{p90}: {huge}");
        }
        assert_eq!(of(50.0, 52.0, 50.0, 48.0), Ok(0.0));
        assert_eq!(of(1e-300, 0.0, 1e-300, 2e-300), Ok(0.0));
        for wrong in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(of(5.0, wrong, 5.0, 9.0).is_err());
        }
    }

    #[test]
    fn percentiles_that_are_none_are_refused_with_the_remedy() {
        for (p10, p50, p90) in [
            (5.0, 4.0, 9.0),
            (0.0, 0.0, 3.0),
            (-1.0, 2.0, 3.0),
            (1.0, f64::NAN, 3.0),
        ] {
            let refusal = RateUncertainty::from_quantiles(p10, p50, p90).unwrap_err();
            assert!(refusal.to_string().contains("; give "), "{refusal}");
        }
        assert!(RateUncertainty::new(-0.1).is_err());
        assert!(serde_json::from_str::<RateUncertainty>("11").is_err());
    }
}
