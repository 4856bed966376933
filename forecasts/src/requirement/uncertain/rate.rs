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
    /// the queueing formulas already: of the variance of the contacts, their mean (Poisson) is taken off. What is
    /// left is 0 where contacts spread no more than a known rate explains.
    ///
    /// The gamma distribution is the one with the same (p90 − p10) / p50, by E. Wilson & M. Hilferty, "The
    /// distribution of chi-square" (1931): a percentile is mean · (1 − x² + z x)³ with x a third of the coefficient of
    /// variation. That is within 1 % of the coefficient up to 0.7.
    ///
    /// # Errors
    /// [`RequirementError::NotQuantiles`] unless 0 ≤ p10 ≤ p50 ≤ p90, all finite, and p50 above 0 where p90 is;
    /// [`RequirementError::Variation`] for a spread beyond what is computed.
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
        // With w = x / (1 − x²) the ratio is 6 z w + 2 z³ w³, a rising function of w.
        let ratio = (p90 - p10) / p50;
        let mut w = ratio / (6.0 * Z_90);
        // Newton's method from above the root of a convex function falls onto it; ten steps square the error ten times.
        for _ in 0..10 {
            let zw = Z_90 * w;
            let excess = 6.0 * zw + 2.0 * zw * zw * zw - ratio;
            w -= excess / (6.0 * Z_90 * (1.0 + zw * zw));
        }
        let x = 2.0 * w / (1.0 + (1.0 + 4.0 * w * w).sqrt());
        let of_contacts = 3.0 * x;
        let mean = p50 / (1.0 - x * x).powi(3);
        Self::new((of_contacts * of_contacts - 1.0 / mean).max(0.0).sqrt())
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
