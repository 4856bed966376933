use std::collections::BTreeSet;

use super::{Breach, DAYS_OFF, Rule};
use crate::problem::Line;

/// Least days without a shift in the planning period, which is the horizon.
///
/// Source: `minimumDaysOffPerPlanningPeriod` of a work plan. A night shift counts on the day it starts.
pub struct DaysOff {
    /// Days of the horizon.
    pub days: usize,
    /// Days off asked for.
    pub least: u32,
}

impl Rule for DaysOff {
    fn name(&self) -> &'static str {
        DAYS_OFF
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let worked: BTreeSet<usize> = line.shifts.iter().map(|shift| shift.day).collect();
        let off = self.days.saturating_sub(worked.len());
        if off >= self.least as usize {
            return Vec::new();
        }
        let detail = format!("{off} days off, {} asked for", self.least);
        vec![Breach::on_day(line, DAYS_OFF, 0, detail)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::ordinary_week;

    #[test]
    fn five_days_of_work_leave_two_off_in_a_week_but_not_three() {
        assert_eq!(
            DaysOff { days: 7, least: 2 }.breaches(&ordinary_week()),
            vec![]
        );
        assert_eq!(
            DaysOff { days: 7, least: 3 }
                .breaches(&ordinary_week())
                .len(),
            1
        );
    }
}
