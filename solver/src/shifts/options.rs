use super::{BreakPlacer, Pattern};
use crate::problem::{DayIndex, Problem, Slot, WorkPlan};

/// A shift that may be worked on a day, its breaks still free within their windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShiftOption {
    /// Position in [`WorkPlan::shifts`].
    pub template: usize,
    /// Position in [`Pattern::of_plan`].
    pub pattern: usize,
    /// First slot present.
    pub start: Slot,
    /// Slots present.
    pub slots: usize,
    /// Slots paid.
    pub paid_slots: usize,
}

impl ShiftOption {
    /// The slot after the last.
    #[must_use]
    pub fn end(&self) -> Slot {
        self.start + self.slots
    }
}

/// All shifts a plan allows on a day, by template, gap, start and length, without those whose breaks cannot fit.
/// `patterns` are those of the plan ([`Pattern::of_plan`]).
#[must_use]
pub fn options_on(
    problem: &Problem,
    plan: &WorkPlan,
    patterns: &[Pattern],
    day: DayIndex,
) -> Vec<ShiftOption> {
    let mut options = Vec::new();
    let mut placer = BreakPlacer::default();
    let Some(date) = problem.days.get(day) else {
        return options;
    };
    for (place, pattern) in patterns.iter().enumerate() {
        let shift = &plan.shifts[pattern.template];
        if !shift.weekdays.contains(&date.weekday) {
            continue;
        }
        let lengths: Vec<usize> = (shift.minimum_paid_minutes..=shift.maximum_paid_minutes)
            .step_by(shift.paid_increment_minutes.max(1) as usize)
            .map(|minutes| problem.slots_down(minutes))
            .filter(|&paid| {
                let slots = paid + pattern.unpaid_slots;
                let placed = placer.least_loss(pattern, 0, slots, &vec![0.0; slots + 1]);
                slots <= pattern.most_slots && placed.is_some()
            })
            .collect();
        let starts = (shift.earliest_start_minutes..=shift.latest_start_minutes)
            .step_by(shift.start_increment_minutes.max(1) as usize);
        let mut last = None;
        for minutes in starts {
            let start = date.slot_at(minutes, problem.slot_minutes);
            // A jump of the clock can bring two starts to one slot.
            if last == Some(start) {
                continue;
            }
            last = Some(start);
            for &paid_slots in &lengths {
                options.push(ShiftOption {
                    template: pattern.template,
                    pattern: place,
                    start,
                    slots: paid_slots + pattern.unpaid_slots,
                    paid_slots,
                });
            }
        }
    }
    options
}
