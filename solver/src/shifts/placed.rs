//! A shift whose breaks have their places.

use super::{Pattern, ShiftOption};
use crate::problem::{DayIndex, GroupIndex, PlacedActivity, PlanIndex, Shift, Slot, WorkPlan};

/// Slots of the horizon in which the shift is on the queue, ascending; `starts` has the start of each activity.
pub(crate) fn on_queue_slots(
    option: ShiftOption,
    pattern: &Pattern,
    starts: &[usize],
    horizon: usize,
) -> impl Iterator<Item = Slot> {
    (option.start..option.end().min(horizon)).filter(move |slot| {
        let mut activities = starts.iter().zip(&pattern.activities);
        !activities.any(|(start, activity)| {
            (option.start + start..option.start + start + activity.slots).contains(slot)
        })
    })
}

/// The shift as an agent reads it; `pattern` is the option's.
pub(crate) fn placed_shift(
    plan: &WorkPlan,
    pattern: &Pattern,
    day: DayIndex,
    option: ShiftOption,
    starts: &[usize],
) -> Shift {
    let template = &plan.shifts[option.template];
    let windows = pattern.activities.iter().zip(starts);
    let activities = template.activities.iter().zip(windows);
    Shift {
        day,
        start_slot: option.start,
        end_slot: option.end(),
        template: template.id.clone(),
        activities: activities
            .map(|(activity, (window, start))| PlacedActivity {
                kind: activity.id.clone(),
                start_slot: option.start + start,
                slots: window.slots,
                paid: activity.paid,
            })
            .collect(),
    }
}

/// A shift with its breaks in place, as agents of one plan and set of skills work it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StaffedShift {
    pub plan: PlanIndex,
    /// Groups they serve, ascending.
    pub groups: Vec<GroupIndex>,
    pub day: DayIndex,
    pub option: ShiftOption,
    /// Starts of the activities, counted from the shift's start.
    pub starts: Vec<usize>,
}
