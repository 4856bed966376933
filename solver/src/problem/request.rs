use serde::{Deserialize, Serialize};

use super::{DayIndex, Price, Slot};

/// What an agent would like on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wish {
    /// A shift of this template ([`super::ShiftTemplate::id`] of the agent's plan).
    Shift(String),
    /// No shift of this template.
    NoShift(String),
    /// Any shift.
    Work,
    /// No shift.
    DayOff,
}

impl Wish {
    /// Whether a day with a shift of `template`, or without one, grants the wish.
    #[must_use]
    pub fn is_granted_by(&self, template: Option<&str>) -> bool {
        match self {
            Wish::Shift(wanted) => template == Some(wanted.as_str()),
            Wish::NoShift(unwanted) => template != Some(unwanted.as_str()),
            Wish::Work => template.is_some(),
            Wish::DayOff => template.is_none(),
        }
    }
}

/// A wish with what it costs not to grant it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The day.
    pub day: DayIndex,
    /// The wish.
    pub wish: Wish,
    /// Cost when it is not granted.
    pub price: Price,
}

/// A shift the roster must keep; its breaks may move within their windows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedShift {
    /// The day it starts on.
    pub day: DayIndex,
    /// [`super::ShiftTemplate::id`] of the agent's plan.
    pub template: String,
    /// First slot present.
    pub start_slot: Slot,
    /// The slot after the last present.
    pub end_slot: Slot,
}

/// A wish to work the same shifts as another agent: on each of the days both start a shift of one template
/// ([`super::ShiftTemplate::id`]), or both are off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueWish {
    /// The colleague's [`super::Agent::id`].
    pub agent: String,
    /// The days; empty: all.
    #[serde(default)]
    pub days: Vec<DayIndex>,
    /// Cost of a day on which they do not do the same.
    pub price: Price,
}
