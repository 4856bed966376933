use super::{Breach, LOCKED_SHIFTS, Rule};
use crate::problem::{Line, LockedShift};

/// Shifts that are to stay are there, with their start and end; their breaks may have moved.
///
/// Source: `locked` of an agent: published shifts, and those a planner holds while the rest is planned anew.
pub struct LockedShifts<'a> {
    /// The shifts.
    pub locked: &'a [LockedShift],
}

impl Rule for LockedShifts<'_> {
    fn name(&self) -> &'static str {
        LOCKED_SHIFTS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let is_kept = |locked: &&LockedShift| {
            line.shifts.iter().any(|shift| {
                (shift.day, &shift.template, shift.start_slot, shift.end_slot)
                    == (
                        locked.day,
                        &locked.template,
                        locked.start_slot,
                        locked.end_slot,
                    )
            })
        };
        self.locked
            .iter()
            .filter(|locked| !is_kept(locked))
            .map(|locked| {
                let detail = format!(
                    "{:?} in slots {}..{} is not in the line",
                    locked.template, locked.start_slot, locked.end_slot
                );
                Breach::at_slot(line, LOCKED_SHIFTS, locked.day, locked.start_slot, detail)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::ordinary_week;

    #[test]
    fn a_locked_shift_may_move_its_meal_but_not_its_start() {
        let locked = [LockedShift {
            day: 1,
            template: "day".into(),
            start_slot: 32,
            end_slot: 41,
        }];
        let rule = LockedShifts { locked: &locked };
        let mut line = ordinary_week();
        line.shifts[1].activities[0].start_slot += 1;
        assert_eq!(rule.breaches(&line), vec![]);
        line.shifts[1].start_slot += 1;
        assert_eq!(rule.breaches(&line)[0].day, Some(1));
    }
}
