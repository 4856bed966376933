use std::collections::BTreeMap;

use super::{Breach, PAID_MINUTES_PER_WEEK, Rule};
use crate::problem::{Line, Problem};

/// Least and most paid minutes in each week, paid absence included; the least binds in weeks of which the horizon has
/// all seven days.
///
/// Source: `weeklyMinimumPaidMinutes` and `weeklyMaximumPaidMinutes` of a work plan; EU Directive 2003/88/EC, art. 6
/// (48 h on average). A shift counts in the week of the day it starts on.
pub struct PaidMinutesPerWeek<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Least minutes.
    pub least: u32,
    /// Most minutes.
    pub most: u32,
    /// Paid absence by week.
    pub absence: &'a [u32],
}

impl Rule for PaidMinutesPerWeek<'_> {
    fn name(&self) -> &'static str {
        PAID_MINUTES_PER_WEEK
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let slot = self.problem.slot_minutes as usize;
        let mut weeks: BTreeMap<usize, (usize, usize, usize)> = BTreeMap::new();
        for (index, day) in self.problem.days.iter().enumerate() {
            let (_, days, _) = weeks.entry(day.week).or_insert((index, 0, 0));
            *days += 1;
        }
        for shift in &line.shifts {
            if let Some((_, _, minutes)) = self
                .problem
                .days
                .get(shift.day)
                .and_then(|day| weeks.get_mut(&day.week))
            {
                *minutes += shift.paid_slots() * slot;
            }
        }
        let mut breaches = Vec::new();
        for (week, (first, days, minutes)) in weeks {
            let absence = self.absence.get(week).copied().unwrap_or(0);
            if minutes > self.most.saturating_sub(absence) as usize {
                let detail = format!(
                    "{minutes} paid minutes and {absence} of absence in week {week}, at most {}",
                    self.most
                );
                breaches.push(Breach::on_day(line, PAID_MINUTES_PER_WEEK, first, detail));
            }
            let least = self.least.saturating_sub(absence) as usize;
            if days >= 7 && minutes < least {
                let detail = format!(
                    "{minutes} paid minutes and {absence} of absence in week {week}, at least {}",
                    self.least
                );
                let shortfall = (least - minutes).div_ceil(slot.max(1));
                breaches.push(Breach {
                    shortfall,
                    ..Breach::on_day(line, PAID_MINUTES_PER_WEEK, first, detail)
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

    fn count(least: u32, most: u32, absence: &[u32]) -> usize {
        let problem = week();
        PaidMinutesPerWeek {
            problem: &problem,
            least,
            most,
            absence,
        }
        .breaches(&ordinary_week())
        .len()
    }

    #[test]
    fn forty_paid_hours_do_not_count_the_unpaid_meal() {
        assert_eq!(
            (
                count(2400, 2400, &[]),
                count(2401, 2500, &[]),
                count(0, 2399, &[])
            ),
            (0, 1, 1)
        );
    }

    #[test]
    fn paid_absence_counts_towards_both_limits() {
        assert_eq!((count(2880, 2880, &[480]), count(0, 2400, &[60])), (0, 1));
    }
}
