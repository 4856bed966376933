use serde::{Deserialize, Serialize};

use super::{ColleagueWish, DayIndex, GroupIndex, LockedShift, PlanIndex, Request, Slot};

/// Slots `start..end`, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotRange {
    /// First slot.
    pub start: Slot,
    /// The slot after the last.
    pub end: Slot,
}

/// What an agent did just before the horizon, so that rest and runs of days hold across its start. With neither working
/// days nor days off told, nothing is known: the first run of the horizon is bound by no minimum.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WorkedBefore {
    /// Days worked in a row up to the day before the horizon.
    pub consecutive_days: u32,
    /// Minutes between the end of the last shift and the horizon's start; none when it does not matter any more.
    pub minutes_since_last_shift: Option<u32>,
    /// Days off in a row up to the day before the horizon; 0 when that day was worked or is not known.
    pub consecutive_days_off: u32,
    /// Template of the shift on the day before the horizon, for forbidden successions.
    pub last_template: Option<String>,
    /// Local start of the shift on the day before the horizon, minutes from midnight, for start consistency.
    pub last_start_minutes: Option<u32>,
    /// Weekends worked in a row up to the last one that was over before the horizon.
    pub consecutive_worked_weekends: u32,
}

/// A person to put on shifts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Days on which no shift may start; one from the day before may run into them.
    #[serde(default)]
    pub days_off: Vec<DayIndex>,
    /// Shifts that are to stay.
    #[serde(default)]
    pub locked: Vec<LockedShift>,
    /// The week of the plan's rotation that week 0 of the horizon is for the agent; later weeks follow, around and around.
    /// Without a rotation it means nothing.
    #[serde(default)]
    pub rotation_offset: usize,
    /// Wishes with their prices.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// Wishes to work with colleagues.
    #[serde(default)]
    pub colleagues: Vec<ColleagueWish>,
}
