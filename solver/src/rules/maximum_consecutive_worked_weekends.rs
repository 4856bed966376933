use super::weekend::weekends;
use super::{Excess, GradedRule, MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS};
use crate::problem::{Limit, Line, Problem, Strictness, WorkedBefore};

/// Most weekends worked in a row, those before the horizon included; priced by the weekend beyond.
///
/// Source: `maximumConsecutiveWorkedWeekends` of a work plan. A weekend that was already worked on the Saturday before the
/// horizon counts on, and is not charged again.
pub struct MaximumConsecutiveWorkedWeekends<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The most.
    pub most: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for MaximumConsecutiveWorkedWeekends<'_> {
    const NAME: &'static str = MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        let mut in_row = self.before.consecutive_worked_weekends;
        let mut found = Vec::new();
        for weekend in weekends(self.problem, line, self.before) {
            in_row = if weekend.is_worked() {
                in_row.saturating_add(1)
            } else {
                0
            };
            let was_worked_before = weekend.began_before && weekend.saturday == Some(true);
            if in_row > self.most.value && !was_worked_before {
                found.push(Excess {
                    day: weekend.first,
                    units: 1,
                    detail: format!(
                        "weekend {in_row} worked in a row, at most {}",
                        self.most.value
                    ),
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Price, Weekday};
    use crate::rules::Rule;
    use crate::rules::testing::{days_from, on_days};

    fn charges(from: Weekday, worked: &[usize], before: &WorkedBefore) -> usize {
        let problem = days_from(from, 21);
        MaximumConsecutiveWorkedWeekends {
            problem: &problem,
            most: Limit::soft(1, Price::from(1)),
            before,
        }
        .charges(&on_days(worked))
        .len()
    }

    #[test]
    fn a_weekend_off_between_two_ends_the_row() {
        let none = WorkedBefore::default();
        assert_eq!(charges(Weekday::Monday, &[5, 19], &none), 0);
        assert_eq!(charges(Weekday::Monday, &[5, 13, 19], &none), 2);
    }

    #[test]
    fn weekends_before_the_horizon_count() {
        let one = WorkedBefore {
            consecutive_worked_weekends: 1,
            ..WorkedBefore::default()
        };
        assert_eq!(charges(Weekday::Monday, &[5], &one), 1);
        assert_eq!(charges(Weekday::Monday, &[12], &one), 0);
    }

    #[test]
    fn a_saturday_worked_before_the_horizon_starts_the_row() {
        let saturday = WorkedBefore {
            consecutive_days: 1,
            ..WorkedBefore::default()
        };
        assert_eq!(charges(Weekday::Sunday, &[0], &saturday), 0);
        assert_eq!(charges(Weekday::Sunday, &[6], &saturday), 1);
    }
}
