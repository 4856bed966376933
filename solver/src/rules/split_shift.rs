use super::{Breach, Rule, SPLIT_SHIFT};
use crate::problem::{Line, Problem, Shift, WorkPlan};

/// The gap of a split shift is as long as its plan allows, on its steps; the second piece and the time from the first start
/// to the last end are no longer than it says.
///
/// How long the first piece is, and the second at least, is where the gap may be: [`super::BreakPlacement`].
///
/// Source: `split` of an activity of a work plan's shift; the interval from the beginning to the end of a workday, time off duty
/// included, is the "spread of hours" of 12 NYCRR 142-2.18.
pub struct SplitShifts<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The agent's plan.
    pub plan: &'a WorkPlan,
}

impl SplitShifts<'_> {
    fn faults(&self, shift: &Shift) -> Vec<String> {
        let mut faults = Vec::new();
        let mut templates = self.plan.shifts.iter();
        let Some(template) = templates.find(|template| template.id == shift.template) else {
            return faults;
        };
        let minutes = |slots: usize| {
            let slots = u32::try_from(slots).unwrap_or(u32::MAX);
            slots.saturating_mul(self.problem.slot_minutes)
        };
        for (asked, placed) in template.activities.iter().zip(&shift.activities) {
            let Some(split) = asked.split else {
                continue;
            };
            let (gap, shortest) = (minutes(placed.slots), asked.length_minutes);
            if gap < shortest || gap > split.longest_gap_minutes {
                faults.push(format!(
                    "a gap of {gap} minutes, {shortest} to {} are allowed",
                    split.longest_gap_minutes
                ));
            } else if (gap - shortest) % split.gap_increment_minutes.max(1) != 0 {
                faults.push(format!(
                    "a gap of {gap} minutes is on no step of {} from {shortest} on",
                    split.gap_increment_minutes
                ));
            }
            let after = shift
                .end_slot
                .saturating_sub(placed.start_slot + placed.slots);
            let longest = split.longest_second_piece_minutes;
            if let Some(longest) = longest.filter(|&longest| minutes(after) > longest) {
                faults.push(format!(
                    "a second piece of {} minutes, at most {longest}",
                    minutes(after)
                ));
            }
            let spread = minutes(shift.end_slot.saturating_sub(shift.start_slot));
            let most = split.maximum_spread_minutes;
            if let Some(most) = most.filter(|&most| spread > most) {
                faults.push(format!("a spread of {spread} minutes, at most {most}"));
            }
        }
        faults
    }
}

impl Rule for SplitShifts<'_> {
    fn name(&self) -> &'static str {
        SPLIT_SHIFT
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for shift in &line.shifts {
            for detail in self.faults(shift) {
                let (day, slot) = (shift.day, shift.start_slot);
                breaches.push(Breach::at_slot(line, SPLIT_SHIFT, day, slot, detail));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::SplitShift;
    use crate::rules::testing::{line, shift, week};

    /// Two to four hours of gap in steps of two, at most five hours after it, twelve in all.
    fn split_week() -> Problem {
        let mut problem = week();
        let gap = &mut problem.plans[0].shifts[0].activities[0];
        gap.length_minutes = 120;
        gap.split = Some(SplitShift {
            longest_gap_minutes: 240,
            gap_increment_minutes: 120,
            longest_second_piece_minutes: Some(300),
            maximum_spread_minutes: Some(720),
        });
        problem
    }

    fn faults(gap: usize, after: usize) -> Vec<String> {
        let problem = split_week();
        let mut split = shift(0, 8);
        split.activities[0].slots = gap;
        split.end_slot = split.activities[0].start_slot + gap + after;
        let rule = SplitShifts {
            problem: &problem,
            plan: &problem.plans[0],
        };
        let breaches = rule.breaches(&line(vec![split])).into_iter();
        breaches.map(|breach| breach.detail).collect()
    }

    #[test]
    fn a_gap_has_one_of_the_lengths_of_its_steps() {
        assert_eq!(
            [faults(2, 4), faults(4, 4)],
            [vec![], vec![]] as [Vec<String>; 2]
        );
        assert!(faults(1, 4)[0].contains("60 minutes"));
        assert!(faults(3, 4)[0].contains("step"));
        assert!(faults(5, 3)[0].contains("120 to 240"));
    }

    #[test]
    fn the_second_piece_and_the_spread_have_an_end() {
        assert!(faults(2, 5).is_empty());
        assert!(faults(2, 6)[0].contains("second piece of 360"));
        // Four hours, four of gap and five are thirteen.
        let faults = faults(4, 5);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("spread of 780"));
    }
}
