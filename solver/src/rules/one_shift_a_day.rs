use super::{Breach, ONE_SHIFT_A_DAY, Rule};
use crate::problem::{Line, Problem};

/// Shifts are in order of time, at most one starts on a day, and each counts in the day it starts on.
///
/// Source: work plans of contact centres schedule one shift a day; split shifts are activities of one shift.
pub struct OneShiftADay<'a> {
    /// The problem.
    pub problem: &'a Problem,
}

impl Rule for OneShiftADay<'_> {
    fn name(&self) -> &'static str {
        ONE_SHIFT_A_DAY
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for shift in &line.shifts {
            let right =
                self.problem.days.get(shift.day).is_some_and(|day| {
                    (day.first_slot..day.end_slot()).contains(&shift.start_slot)
                });
            if !right || shift.end_slot <= shift.start_slot {
                let detail = format!(
                    "slots {}..{} do not start on day {}",
                    shift.start_slot, shift.end_slot, shift.day
                );
                breaches.push(Breach::at_slot(
                    line,
                    ONE_SHIFT_A_DAY,
                    shift.day,
                    shift.start_slot,
                    detail,
                ));
            }
        }
        for pair in line.shifts.windows(2) {
            if let [earlier, later] = pair
                && (later.day <= earlier.day || later.start_slot < earlier.end_slot)
            {
                let detail = format!(
                    "a shift on day {} follows one on day {} or overlaps it",
                    later.day, earlier.day
                );
                breaches.push(Breach::at_slot(
                    line,
                    ONE_SHIFT_A_DAY,
                    later.day,
                    later.start_slot,
                    detail,
                ));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, ordinary_week, shift, week};

    #[test]
    fn a_second_shift_on_a_day_is_a_breach() {
        let problem = week();
        let rule = OneShiftADay { problem: &problem };
        assert_eq!(rule.breaches(&ordinary_week()), vec![]);
        assert_eq!(
            rule.breaches(&line(vec![shift(0, 0), shift(0, 12)])).len(),
            1
        );
    }

    #[test]
    fn a_shift_counts_on_the_day_it_starts() {
        let problem = week();
        let mut wrong = shift(1, 8);
        wrong.day = 2;
        assert_eq!(
            OneShiftADay { problem: &problem }
                .breaches(&line(vec![wrong]))
                .len(),
            1
        );
    }
}
