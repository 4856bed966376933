use std::collections::BTreeSet;

use super::Excess;
use crate::problem::{DayIndex, Line, WorkedBefore};

/// Days in a row that are all worked or all off, as long as they can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whether a shift starts on its days.
    pub worked: bool,
    /// Its first day in the horizon; the first day of all for a run that was over before.
    pub first: DayIndex,
    /// Its days in the horizon; 0 for a run that was over before.
    pub days: u32,
    /// Its days before the horizon.
    pub before: u32,
    /// Whether its whole length is known: it neither touches the last day, nor the first one without a history.
    pub is_whole: bool,
}

impl Run {
    /// All its days.
    pub fn length(&self) -> u32 {
        self.before.saturating_add(self.days)
    }

    fn told(&self) -> String {
        let days = if self.worked {
            "working days"
        } else {
            "days off"
        };
        format!("{} {days} in a row", self.length())
    }

    /// Days of the horizon beyond the first `most` of the run.
    pub fn beyond(&self, most: u32) -> u32 {
        self.length().saturating_sub(most).min(self.days)
    }
}

/// Runs of working days, or of days off, that are known whole and shorter than `least`.
pub fn too_short(runs: Vec<Run>, worked: bool, least: u32) -> Vec<Excess> {
    let short = runs
        .into_iter()
        .filter(|run| run.worked == worked && run.is_whole && run.length() < least);
    let excess = |run: Run| Excess {
        day: run.first,
        units: least - run.length(),
        detail: format!("{}, at least {least}", run.told()),
    };
    short.map(excess).collect()
}

/// Runs of working days, or of days off, that go beyond `most` in the horizon; `at_most` says how strictly.
pub fn too_long(runs: Vec<Run>, worked: bool, most: u32, at_most: &str) -> Vec<Excess> {
    let long = runs
        .into_iter()
        .filter(|run| run.worked == worked && run.beyond(most) > 0);
    let excess = |run: Run| Excess {
        day: run.first,
        units: run.beyond(most),
        detail: format!("{}, {at_most} {most}", run.told()),
    };
    long.map(excess).collect()
}

/// The runs of a line in order, the one up to the horizon's start included.
pub fn runs(days: usize, line: &Line, before: &WorkedBefore) -> Vec<Run> {
    let worked: BTreeSet<DayIndex> = line.shifts.iter().map(|shift| shift.day).collect();
    let told = |worked, before| Run {
        worked,
        first: 0,
        days: 0,
        before,
        is_whole: true,
    };
    let mut open = match (before.consecutive_days, before.consecutive_days_off) {
        (0, 0) => None,
        (0, off) => Some(told(false, off)),
        (worked, _) => Some(told(true, worked)),
    };
    let mut found = Vec::new();
    for day in 0..days {
        let works = worked.contains(&day);
        match &mut open {
            Some(run) if run.worked == works => run.days += 1,
            _ => {
                found.extend(open.take());
                open = Some(Run {
                    worked: works,
                    first: day,
                    days: 1,
                    before: 0,
                    is_whole: !(day == 0 && found.is_empty()),
                });
            }
        }
    }
    found.extend(open.map(|run| Run {
        is_whole: false,
        ..run
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::on_days;

    fn lengths(worked: &[usize], before: &WorkedBefore) -> Vec<(bool, u32, bool)> {
        runs(7, &on_days(worked), before)
            .iter()
            .map(|run| (run.worked, run.length(), run.is_whole))
            .collect()
    }

    #[test]
    fn without_a_history_the_first_and_the_last_run_are_cut() {
        let found = lengths(&[0, 1, 3, 4, 5], &WorkedBefore::default());
        assert_eq!(
            found,
            [
                (true, 2, false),
                (false, 1, true),
                (true, 3, true),
                (false, 1, false)
            ]
        );
    }

    #[test]
    fn a_run_from_before_the_horizon_goes_on_or_ends_at_its_start() {
        let before = WorkedBefore {
            consecutive_days: 3,
            ..WorkedBefore::default()
        };
        assert_eq!(
            lengths(&[0, 1], &before),
            [(true, 5, true), (false, 5, false)]
        );
        assert_eq!(
            lengths(&[2, 3, 4, 5, 6], &before),
            [(true, 3, true), (false, 2, true), (true, 5, false)]
        );
    }

    #[test]
    fn only_days_of_the_horizon_are_beyond_a_maximum() {
        let run = Run {
            worked: true,
            first: 0,
            days: 2,
            before: 6,
            is_whole: true,
        };
        assert_eq!([4, 6, 7, 8].map(|most| run.beyond(most)), [2, 2, 1, 0]);
    }
}
