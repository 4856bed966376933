//! Volumes that may be off: the rate of an interval is gamma distributed around its mean.

use crewcast_forecasts::requirement::RequirementError;
use crewcast_forecasts::requirement::uncertain::RateUncertainty;
use crewcast_forecasts::units::{ContactsPerInterval, Share};

use super::goals::RequirementMessage;
use crate::failure::{Fault, Faults};

/// How a single interval's volume varies, and how sure its goals are to be met.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Varying {
    /// How the rate varies; absent where the volume is certain.
    pub variation: Option<RateUncertainty>,
    /// The probability to staff for; absent for staffing to the mean.
    pub probability: Option<Share>,
}

/// Reads both, in percent.
pub(super) fn read_varying(
    faults: &mut Faults,
    variation_percent: Option<f64>,
    probability_percent: Option<f64>,
) -> Varying {
    let variation = variation_percent.and_then(|percent| {
        RateUncertainty::new(percent / 100.0)
            .map_err(|error| {
                faults.push(Fault::new(
                    "/volumeVariationPercent",
                    "out-of-range",
                    format!("{error}; here in percent: 10 for 0.1"),
                ));
            })
            .ok()
    });
    faults.require(
        probability_percent.is_none() || variation_percent.is_some(),
        "/probabilityPercent",
        "needs-variation",
        "a certain volume meets its goals or does not; give volumeVariationPercent too, or leave this out",
    );
    let probability = probability_percent.and_then(|percent| {
        let share = Share::from_percent(percent).ok();
        let share = share.filter(|_| percent > 0.0 && percent < 100.0);
        faults.require(
            share.is_some(),
            "/probabilityPercent",
            "out-of-range",
            format!("{percent} % cannot be staffed for; give more than 0 and less than 100"),
        );
        share
    });
    Varying {
        variation,
        probability,
    }
}

impl Varying {
    /// The volume that is not exceeded with the probability to staff for; the mean where there is none. The agents for
    /// it meet the goals with that probability (see
    /// [`require_with_probability`](crewcast_forecasts::requirement::uncertain::require_with_probability)).
    ///
    /// # Errors
    /// As [`RateUncertainty::quantile`].
    pub(super) fn volume_to_staff(
        &self,
        mean: ContactsPerInterval,
    ) -> Result<ContactsPerInterval, RequirementError> {
        match (self.variation, self.probability) {
            (Some(variation), Some(probability)) => variation.quantile(mean, probability),
            _ => Ok(mean),
        }
    }

    /// Says which volume a derivation staffs where that is not the mean.
    pub(super) fn message(
        &self,
        mean: ContactsPerInterval,
        staffed_for: ContactsPerInterval,
    ) -> Option<RequirementMessage> {
        let (variation, probability) = (self.variation?, self.probability?);
        Some(RequirementMessage {
            code: "staffed-for-a-higher-volume".to_owned(),
            detail: format!(
                "the derivation staffs {staffed_for} contacts, which a volume of {mean} on average with a variation of \
                 {} % does not exceed with {} % probability",
                variation.coefficient_of_variation() * 100.0,
                probability.in_percent()
            ),
        })
    }
}
