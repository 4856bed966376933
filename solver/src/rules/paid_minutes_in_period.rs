use std::collections::BTreeSet;

use super::{Breach, PAID_MINUTES_IN_PERIOD, Rule};
use crate::problem::{Line, Problem};

/// Least and most paid minutes in the period, which is the horizon; paid absence included.
///
/// Source: `minimumPaidMinutesInPeriod` and `maximumPaidMinutesInPeriod` of a work plan; Burke & Curtois 2014, "minimum
/// and maximum total minutes".
pub struct PaidMinutesInPeriod<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Least minutes.
    pub least: Option<u32>,
    /// Most minutes.
    pub most: Option<u32>,
    /// Paid absence by week.
    pub absence: &'a [u32],
}

impl Rule for PaidMinutesInPeriod<'_> {
    fn name(&self) -> &'static str {
        PAID_MINUTES_IN_PERIOD
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let slot = (self.problem.slot_minutes as usize).max(1);
        let weeks: BTreeSet<usize> = self.problem.days.iter().map(|day| day.week).collect();
        let absence: u32 = weeks
            .iter()
            .filter_map(|&week| self.absence.get(week))
            .sum();
        let slots: usize = line.shifts.iter().map(|shift| shift.paid_slots()).sum();
        let minutes = slots * slot;
        let told = format!("{minutes} paid minutes and {absence} of absence in the period");
        let mut breaches = Vec::new();
        if let Some(most) = self.most
            && minutes > most.saturating_sub(absence) as usize
        {
            let detail = format!("{told}, at most {most}");
            breaches.push(Breach::on_day(line, PAID_MINUTES_IN_PERIOD, 0, detail));
        }
        if let Some(asked) = self.least {
            let least = asked.saturating_sub(absence) as usize;
            if minutes < least {
                let detail = format!("{told}, at least {asked}");
                breaches.push(Breach {
                    shortfall: (least - minutes).div_ceil(slot),
                    ..Breach::on_day(line, PAID_MINUTES_IN_PERIOD, 0, detail)
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

    fn breaches(least: Option<u32>, most: Option<u32>, absence: &[u32]) -> Vec<Breach> {
        let problem = week();
        PaidMinutesInPeriod {
            problem: &problem,
            least,
            most,
            absence,
        }
        .breaches(&ordinary_week())
    }

    #[test]
    fn forty_hours_keep_forty_and_a_minute_more_is_asked_in_vain() {
        assert_eq!(breaches(Some(2400), Some(2400), &[]), vec![]);
        assert_eq!(breaches(Some(2401), None, &[])[0].shortfall, 1);
        assert_eq!(breaches(None, Some(2399), &[]).len(), 1);
    }

    #[test]
    fn paid_absence_counts_in_weeks_of_the_horizon_alone() {
        assert_eq!(breaches(Some(2880), Some(2880), &[480, 999]), vec![]);
    }
}
