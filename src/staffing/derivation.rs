//! How the agents of one interval of a forecast follow from its numbers.

use crewcast_forecasts::requirement::{Derivation, derive};
use serde::Serialize;

use super::group_to_staff::GroupToStaff;
use super::interval_service::IntervalService;
use crate::failure::Failure;
use crate::organisation::StaffingMethod;

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
    /// What the queue that is inherited makes of it; absent where intervals are staffed by themselves, and where the
    /// interval is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<CarriedOver>,
}

/// An interval with the queue it inherits, by the exact chain, at the volume that is staffed for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CarriedOver {
    /// Agents at work with the inherited queue; the formula's are `requirement.agentsNet`.
    pub agents_net: u32,
    /// The same on the roster.
    pub agents_gross: u32,
    /// Contacts that wait when the interval starts.
    pub queue_at_start: f64,
    /// Agents who are busy then.
    pub busy_at_start: f64,
    /// What these agents give.
    pub achieved: IntervalService,
    /// What one fewer would give in this interval.
    pub with_one_fewer: Option<IntervalService>,
}

/// The volume that a varying one does not exceed with the group's staffing probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffedVolume {
    /// The forecast's mean.
    pub mean_volume: f64,
    /// Coefficient of variation of the rate, from the forecast's P10, P50 and P90, in percent.
    pub volume_variation_percent: f64,
    /// The probability.
    pub probability_percent: f64,
}

impl IntervalDerivation {
    /// The record as a CSV whose last column recomputes the formula's numbers in a spreadsheet. What goes beyond the
    /// formula stands below as numbers that refer to nothing.
    pub fn to_csv(&self) -> String {
        let mut text = self.formula.to_csv();
        let mut line = |symbol: &str, meaning: &str, value: f64| {
            text.push_str(&format!("{symbol},{meaning},{value},={value}\r\n"));
        };
        if let Some(staffed) = &self.staffed_for {
            line("mean volume", "the forecast's mean", staffed.mean_volume);
            line(
                "volume variation",
                "coefficient of variation of the rate in percent",
                staffed.volume_variation_percent,
            );
            line(
                "probability",
                "with which the volume above is not exceeded in percent",
                staffed.probability_percent,
            );
        }
        if let Some(carried) = &self.carried_over {
            line(
                "queue at start",
                "contacts that wait when the interval starts",
                carried.queue_at_start,
            );
            line(
                "busy at start",
                "agents who are busy then",
                carried.busy_at_start,
            );
            line(
                "n(carried over)",
                "agents who meet the goals with what is inherited: exact chain",
                f64::from(carried.agents_net),
            );
            line(
                "gross(carried over)",
                "the same on the roster",
                f64::from(carried.agents_gross),
            );
        }
        text
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
        let varying = self.varying(index)?;
        let staffed_for = varying.probability.map(|probability| StaffedVolume {
            mean_volume: mean.contacts(),
            volume_variation_percent: varying.variation.map_or(0.0, f64::from) * 100.0,
            probability_percent: probability.as_f64() * 100.0,
        });
        let carried_over = match goals.method {
            StaffingMethod::Stationary => None,
            StaffingMethod::CarryOver => self.derive_carried_over(index)?,
        };
        Ok(IntervalDerivation {
            formula,
            staffed_for,
            carried_over,
        })
    }
}
