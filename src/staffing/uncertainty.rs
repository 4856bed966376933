//! Volumes that may be off: the rate of an interval is gamma distributed around its mean.

use crewcast_forecasts::erlang::uncertain::UncertainLoad;
use crewcast_forecasts::units::{ContactsPerInterval, Erlangs, Share};

use super::goals::RequirementMessage;
use crate::failure::{Failure, Fault, Faults};

/// How a single interval's volume varies, and how sure its goals are to be met.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Varying {
    /// Coefficient of variation of the rate; absent where the volume is certain.
    pub variation: Option<f64>,
    /// The probability to staff for; absent for staffing to the mean.
    pub probability: Option<Share>,
}

/// Reads both, in percent.
pub(super) fn read_varying(
    faults: &mut Faults,
    variation_percent: Option<f64>,
    probability_percent: Option<f64>,
) -> Varying {
    let variation = variation_percent.map(|percent| percent / 100.0);
    if let Some(Err(error)) =
        variation.map(|variation| UncertainLoad::new(Erlangs::ZERO, variation))
    {
        faults.push(Fault::new(
            "/volumeVariationPercent",
            "out-of-range",
            format!("{error}; here in percent: 10 for 0.1"),
        ));
    }
    faults.require(
        probability_percent.is_none() || variation.is_some(),
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
    /// The volume that is not exceeded with the probability to staff for; the mean where there is none.
    ///
    /// Goals that are met at a volume are met at every smaller one, so the agents for it meet them with that
    /// probability.
    pub(super) fn volume_to_staff(
        &self,
        mean: ContactsPerInterval,
    ) -> Result<ContactsPerInterval, Failure> {
        let (Some(variation), Some(probability)) = (self.variation, self.probability) else {
            return Ok(mean);
        };
        let high = spread(mean, variation)?.quantile(probability);
        ContactsPerInterval::new(high.erlangs()).map_err(internal)
    }

    /// The probability that a volume has a property which every smaller one has too; absent where the volume is certain.
    pub(super) fn probability_of(
        &self,
        mean: ContactsPerInterval,
        mut meets: impl FnMut(ContactsPerInterval) -> bool,
    ) -> Result<Option<f64>, Failure> {
        let Some(variation) = self.variation else {
            return Ok(None);
        };
        let probability = spread(mean, variation)?.probability_of(|volume| {
            ContactsPerInterval::new(volume.erlangs()).is_ok_and(&mut meets)
        });
        Ok(Some(probability))
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
                variation * 100.0,
                probability.in_percent()
            ),
        })
    }
}

/// The distribution of the rate, in contacts an interval: a load of them for a handle time of one interval.
fn spread(mean: ContactsPerInterval, variation: f64) -> Result<UncertainLoad, Failure> {
    let mean = Erlangs::new(mean.contacts()).map_err(internal)?;
    UncertainLoad::new(mean, variation).map_err(internal)
}

fn internal(error: impl ToString) -> Failure {
    Failure::Internal(error.to_string())
}
