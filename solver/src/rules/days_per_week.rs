use std::collections::{BTreeMap, BTreeSet};

use super::{Breach, DAYS_PER_WEEK, Rule};
use crate::problem::{Line, Problem};

/// Least and most working days in each week; the least binds in weeks of which the horizon has all seven days.
///
/// Source: `minimumWorkingDaysPerWeek` and `maximumDays` of a work plan. A night shift counts on the day it starts.
pub struct DaysPerWeek<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Least days.
    pub least: u32,
    /// Most days.
    pub most: u32,
}

impl Rule for DaysPerWeek<'_> {
    fn name(&self) -> &'static str {
        DAYS_PER_WEEK
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let worked: BTreeSet<usize> = line.shifts.iter().map(|shift| shift.day).collect();
        let mut weeks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, day) in self.problem.days.iter().enumerate() {
            weeks.entry(day.week).or_default().push(index);
        }
        let mut breaches = Vec::new();
        for (week, days) in weeks {
            let first = days.first().copied().unwrap_or(0);
            let count = days.iter().filter(|day| worked.contains(day)).count();
            if count > self.most as usize {
                let detail = format!("{count} working days in week {week}, at most {}", self.most);
                breaches.push(Breach::on_day(line, DAYS_PER_WEEK, first, detail));
            }
            if days.len() >= 7 && count < self.least as usize {
                let detail = format!(
                    "{count} working days in week {week}, at least {}",
                    self.least
                );
                let shortfall = self.least as usize - count;
                breaches.push(Breach {
                    shortfall,
                    ..Breach::on_day(line, DAYS_PER_WEEK, first, detail)
                });
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{ordinary_week, week};

    #[test]
    fn five_days_keep_four_to_five_and_break_six_and_four() {
        let problem = week();
        let count = |least, most| {
            DaysPerWeek {
                problem: &problem,
                least,
                most,
            }
            .breaches(&ordinary_week())
            .len()
        };
        assert_eq!((count(4, 5), count(6, 7), count(0, 4)), (0, 1, 1));
    }

    #[test]
    fn a_cut_week_has_no_minimum() {
        let mut problem = week();
        problem.days.truncate(6);
        assert_eq!(
            DaysPerWeek {
                problem: &problem,
                least: 6,
                most: 7
            }
            .breaches(&ordinary_week()),
            vec![]
        );
    }
}
