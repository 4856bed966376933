use crate::problem::{Problem, ShiftTemplate};

/// An activity of a shift in slots, its start counted from the shift's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityWindow {
    /// Length.
    pub slots: usize,
    /// Earliest start.
    pub earliest: usize,
    /// Latest start.
    pub latest: usize,
    /// Least distance from the end of the activity before it.
    pub distance: usize,
    /// Least distance from its end to the shift's end.
    pub before_end: usize,
}

/// A shift template in slots. Limits between two slots are tightened to the grid, so that what fits here fits the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Activities in the order in which they are taken.
    pub activities: Vec<ActivityWindow>,
    /// Slots of unpaid activities: presence beyond the paid time.
    pub unpaid_slots: usize,
}

impl Pattern {
    /// The template on the problem's grid.
    #[must_use]
    pub fn new(problem: &Problem, template: &ShiftTemplate) -> Self {
        let activities = template
            .activities
            .iter()
            .map(|activity| ActivityWindow {
                slots: problem.slots_up(activity.length_minutes),
                earliest: problem.slots_up(activity.earliest_start_minutes),
                latest: problem.slots_down(activity.latest_start_minutes),
                distance: problem.slots_up(activity.minimum_distance_minutes),
                before_end: problem.slots_up(activity.minimum_before_end_minutes),
            })
            .collect();
        let unpaid = template.activities.iter().filter(|activity| !activity.paid);
        Pattern {
            activities,
            unpaid_slots: unpaid
                .map(|activity| problem.slots_up(activity.length_minutes))
                .sum(),
        }
    }
}
