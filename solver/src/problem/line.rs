use serde::{Deserialize, Serialize};

use super::{AgentIndex, DayIndex, Slot};

/// An activity with its place in a shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedActivity {
    /// The activity code ([`super::ActivityTemplate::id`]).
    pub kind: String,
    /// First slot, from the horizon's start.
    pub start_slot: Slot,
    /// Length in slots.
    pub slots: usize,
    /// Whether it is paid.
    pub paid: bool,
}

/// One working stretch of one agent: on the queue in all its slots but those of its activities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// The day it starts on and counts in.
    pub day: DayIndex,
    /// First slot present.
    pub start_slot: Slot,
    /// The slot after the last present; past the day's end for an overnight shift.
    pub end_slot: Slot,
    /// The template's identifier ([`super::ShiftTemplate::id`]).
    pub template: String,
    /// Meals and breaks in order of time.
    pub activities: Vec<PlacedActivity>,
}

impl Shift {
    /// Paid slots: time present without unpaid activities.
    #[must_use]
    pub fn paid_slots(&self) -> usize {
        let unpaid: usize = self
            .activities
            .iter()
            .filter(|activity| !activity.paid)
            .map(|activity| activity.slots)
            .sum();
        self.end_slot
            .saturating_sub(self.start_slot)
            .saturating_sub(unpaid)
    }

    /// Slots in which the agent is on the queue, in order.
    pub fn on_queue_slots(&self) -> impl Iterator<Item = Slot> + '_ {
        (self.start_slot..self.end_slot).filter(|slot| {
            !self.activities.iter().any(|activity| {
                (activity.start_slot..activity.start_slot + activity.slots).contains(slot)
            })
        })
    }
}

/// A whole line of work: all shifts of one agent in the horizon, in order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Whose line it is.
    pub agent: AgentIndex,
    /// The shifts in order of time.
    pub shifts: Vec<Shift>,
}
