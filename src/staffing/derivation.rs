//! How the agents of one interval of a forecast follow from its numbers.

use crewcast_forecasts::requirement::{Derivation, derive};
use serde::Serialize;

use super::group_to_staff::GroupToStaff;
use crate::failure::Failure;

/// The record of one interval: inputs, formula and every number in between, and what goes beyond the formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalDerivation {
    /// The stationary formula at the volume that is staffed for.
    #[serde(flatten)]
    pub formula: Derivation,
    /// Where that volume comes from; absent where it is the mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staffed_for: Option<StaffedVolume>,
}

/// The volume that a varying one does not exceed with the group's staffing probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffedVolume {
    /// The forecast's mean.
    pub mean_volume: f64,
    /// Coefficient of variation of the rate, from the forecast's P10 and P90, in percent.
    pub volume_variation_percent: f64,
    /// The probability.
    pub probability_percent: f64,
}

impl IntervalDerivation {
    /// The record as a CSV whose last column recomputes the formula's numbers in a spreadsheet.
    pub fn to_csv(&self) -> String {
        self.formula.to_csv()
    }
}

impl GroupToStaff {
    /// How the agents of an interval follow from its numbers.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub fn derive(&self, index: usize) -> Result<IntervalDerivation, Failure> {
        let (mean, _) = self.demand(index)?;
        let (volume, aht) = self.demand_to_staff(index)?;
        let goals = &self.goals;
        let formula = derive(
            volume,
            self.interval,
            aht,
            goals.patience,
            &goals.goal,
            goals.shrinkage,
        )
        .map_err(|error| self.refused(index, &error))?;
        let varying = self.varying(index);
        let staffed_for = varying.probability.map(|probability| StaffedVolume {
            mean_volume: mean.contacts(),
            volume_variation_percent: varying.variation.unwrap_or_default() * 100.0,
            probability_percent: probability.as_f64() * 100.0,
        });
        Ok(IntervalDerivation {
            formula,
            staffed_for,
        })
    }
}
