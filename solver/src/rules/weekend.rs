use std::collections::BTreeSet;

use crate::problem::{DayIndex, Line, Problem, Weekday, WorkedBefore};

/// A Saturday and the Sunday after it, as a line works them. None: outside the horizon and not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekend {
    /// Its first day in the horizon.
    pub first: DayIndex,
    /// Whether a shift starts on the Saturday.
    pub saturday: Option<bool>,
    /// Whether a shift starts on the Sunday.
    pub sunday: Option<bool>,
    /// Whether the Saturday lies before the horizon.
    pub began_before: bool,
}

impl Weekend {
    /// Whether a shift of the horizon starts on either day.
    pub fn is_worked_in_horizon(&self) -> bool {
        (self.saturday == Some(true) && !self.began_before) || self.sunday == Some(true)
    }

    /// Whether a shift starts on either day, before the horizon or in it.
    pub fn is_worked(&self) -> bool {
        self.saturday == Some(true) || self.sunday == Some(true)
    }
}

/// The weekends of which a day lies in the horizon, in order.
pub fn weekends(problem: &Problem, line: &Line, before: &WorkedBefore) -> Vec<Weekend> {
    let worked: BTreeSet<DayIndex> = line.shifts.iter().map(|shift| shift.day).collect();
    let told = match (before.consecutive_days, before.consecutive_days_off) {
        (0, 0) => None,
        (days, _) => Some(days > 0),
    };
    let is = |day: DayIndex, weekday| {
        problem
            .days
            .get(day)
            .is_some_and(|date| date.weekday == weekday)
    };
    let mut found = Vec::new();
    for (day, date) in problem.days.iter().enumerate() {
        match date.weekday {
            Weekday::Saturday => found.push(Weekend {
                first: day,
                saturday: Some(worked.contains(&day)),
                sunday: is(day + 1, Weekday::Sunday).then(|| worked.contains(&(day + 1))),
                began_before: false,
            }),
            Weekday::Sunday if day == 0 => found.push(Weekend {
                first: day,
                saturday: told,
                sunday: Some(worked.contains(&day)),
                began_before: true,
            }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{days_from, on_days};

    #[test]
    fn a_horizon_from_sunday_has_the_saturday_that_is_told() {
        let problem = days_from(Weekday::Sunday, 7);
        let told = WorkedBefore {
            consecutive_days: 2,
            ..WorkedBefore::default()
        };
        let found = weekends(&problem, &on_days(&[6]), &told);
        let halves: Vec<_> = found.iter().map(|w| (w.saturday, w.sunday)).collect();
        assert_eq!(halves, [(Some(true), Some(false)), (Some(true), None)]);
        let worked: Vec<_> = found.iter().map(Weekend::is_worked_in_horizon).collect();
        assert_eq!(worked, [false, true]);
        assert!(found[0].is_worked());
    }
}
