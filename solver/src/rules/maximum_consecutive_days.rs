use std::collections::BTreeSet;

use super::{Breach, MAXIMUM_CONSECUTIVE_DAYS, Rule};
use crate::problem::Line;

/// Most days in a row on which a shift starts, counted on from the days before the horizon.
///
/// Source: `maximumConsecutiveWorkingDays` of a work plan; EU Directive 2003/88/EC, art. 5, asks for a day a week.
pub struct MaximumConsecutiveDays {
    /// Most days.
    pub most: u32,
    /// Days worked in a row up to the horizon.
    pub before: u32,
}

impl Rule for MaximumConsecutiveDays {
    fn name(&self) -> &'static str {
        MAXIMUM_CONSECUTIVE_DAYS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let worked: BTreeSet<usize> = line.shifts.iter().map(|shift| shift.day).collect();
        let mut breaches = Vec::new();
        let mut run = 0;
        let mut previous = None;
        for day in worked {
            run = match (day, previous) {
                (0, _) => self.before + 1,
                (_, Some(before)) if before + 1 == day => run + 1,
                _ => 1,
            };
            previous = Some(day);
            if run > self.most {
                let detail = format!("day {run} in a row, at most {}", self.most);
                breaches.push(Breach::on_day(line, MAXIMUM_CONSECUTIVE_DAYS, day, detail));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, ordinary_week, shift};

    #[test]
    fn five_days_in_a_row_keep_five_and_break_four() {
        assert_eq!(
            MaximumConsecutiveDays { most: 5, before: 0 }.breaches(&ordinary_week()),
            vec![]
        );
        let breaches = MaximumConsecutiveDays { most: 4, before: 0 }.breaches(&ordinary_week());
        assert_eq!((breaches.len(), breaches[0].day), (1, Some(4)));
    }

    #[test]
    fn days_before_the_horizon_count_until_a_day_off() {
        assert_eq!(
            MaximumConsecutiveDays { most: 5, before: 1 }
                .breaches(&ordinary_week())
                .len(),
            1
        );
        let from_tuesday = line((1..6).map(|day| shift(day, 8)).collect());
        assert_eq!(
            MaximumConsecutiveDays { most: 5, before: 5 }.breaches(&from_tuesday),
            vec![]
        );
    }
}
