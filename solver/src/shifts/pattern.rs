use std::ops::RangeInclusive;

use super::ShiftOption;
use crate::problem::{Problem, ShiftTemplate, WorkPlan};

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
    /// Most distance from its end to the shift's end.
    pub most_before_end: usize,
}

impl ActivityWindow {
    /// Its starts in a shift of `slots` slots, other activities aside; none when it does not fit.
    #[must_use]
    pub fn starts(&self, slots: usize) -> Option<RangeInclusive<usize>> {
        let latest = self
            .latest
            .min(slots.checked_sub(self.slots + self.before_end)?);
        let least = slots.saturating_sub(self.slots.saturating_add(self.most_before_end));
        let earliest = self.earliest.max(least);
        (earliest <= latest).then_some(earliest..=latest)
    }
}

/// A shift template in slots, its gap of one length where it is split. Limits between two slots are tightened to the grid,
/// so that what fits here fits the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Position of the template in [`WorkPlan::shifts`].
    pub template: usize,
    /// Activities in the order in which they are taken.
    pub activities: Vec<ActivityWindow>,
    /// Slots of unpaid activities: presence beyond the paid time.
    pub unpaid_slots: usize,
    /// Most slots present.
    pub most_slots: usize,
}

impl Pattern {
    /// The patterns of a plan on the problem's grid: by template, then length of the gap.
    ///
    /// A split shift is one shift with a long unpaid activity whose length is chosen, so it has a pattern for each length.
    /// Every rule of days, runs, rest and counts then sees one shift a day, and its gap is placed with its breaks.
    #[must_use]
    pub fn of_plan(problem: &Problem, plan: &WorkPlan) -> Vec<Self> {
        let templates = plan.shifts.iter().enumerate();
        templates
            .flat_map(|(place, template)| Self::of_template(problem, place, template))
            .collect()
    }

    /// The pattern of an option of a plan.
    #[must_use]
    pub fn of_option(problem: &Problem, plan: &WorkPlan, option: &ShiftOption) -> Option<Self> {
        let template = plan.shifts.get(option.template)?;
        Self::of_template(problem, option.template, template)
            .into_iter()
            .find(|pattern| option.paid_slots + pattern.unpaid_slots == option.slots)
    }

    fn of_template(problem: &Problem, place: usize, template: &ShiftTemplate) -> Vec<Self> {
        let fixed = template.with_each_gap().into_iter();
        fixed
            .map(|fixed| Self::new(problem, place, &fixed))
            .collect()
    }

    fn new(problem: &Problem, template: usize, shift: &ShiftTemplate) -> Self {
        let activities = shift.activities.iter().map(|activity| ActivityWindow {
            slots: problem.slots_up(activity.length_minutes),
            earliest: problem.slots_up(activity.earliest_start_minutes),
            latest: problem.slots_down(activity.latest_start_minutes),
            distance: problem.slots_up(activity.minimum_distance_minutes),
            before_end: problem.slots_up(activity.minimum_before_end_minutes),
            most_before_end: activity
                .split
                .and_then(|split| split.longest_second_piece_minutes)
                .map_or(usize::MAX, |minutes| problem.slots_down(minutes)),
        });
        Pattern {
            template,
            activities: activities.collect(),
            unpaid_slots: shift.unpaid_slots(problem),
            most_slots: shift.most_slots(problem),
        }
    }
}
