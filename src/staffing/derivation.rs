//! How the agents of one interval of a forecast follow from its numbers.

use crewcast_forecasts::requirement::{Derivation, derive};
use crewcast_forecasts::units::ContactsPerInterval;
use serde::Serialize;

use super::group_to_staff::GroupToStaff;
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
    /// What the queue that is inherited makes of it; absent where intervals are staffed by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<CarriedOver>,
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

/// An interval with the queue it inherits, by the exact chain.
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
