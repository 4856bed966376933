use serde::{Deserialize, Serialize};

use super::{GroupIndex, PlanIndex, Slot};

/// Slots `start..end`, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotRange {
    /// First slot.
    pub start: Slot,
    /// The slot after the last.
    pub end: Slot,
}

/// What an agent did just before the horizon, so that rest and runs of days hold across its start.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase", default)]
pub struct WorkedBefore {
    /// Days worked in a row up to the day before the horizon.
    pub consecutive_days: u32,
    /// Minutes between the end of the last shift and the horizon's start; none when it does not matter any more.
    pub minutes_since_last_shift: Option<u32>,
}

/// A person to put on shifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// The agent's identifier, for messages.
    pub id: String,
    /// Demand groups the agent has the skills for.
    pub groups: Vec<GroupIndex>,
    /// The agent's work plan.
    pub plan: PlanIndex,
    /// Time off, training and the like: no shift may touch these slots.
    #[serde(default)]
    pub unavailable: Vec<SlotRange>,
    /// Minutes of paid absence that count towards the paid minutes of each week; weeks past the end count 0.
    #[serde(default)]
    pub paid_absence_minutes: Vec<u32>,
    /// The days before the horizon.
    #[serde(default)]
    pub before: WorkedBefore,
}
