use super::runs::{runs, too_short};
use super::{Excess, GradedRule, MINIMUM_CONSECUTIVE_DAYS};
use crate::problem::{Limit, Line, Strictness, WorkedBefore};

/// Least days in a row on which a shift starts; a soft one is priced by the day missing of each run.
///
/// Source: `minimumConsecutiveDays` of a work plan; Burke & Curtois 2014, "minimum consecutive shifts". A run cut by an
/// end of the horizon is bound only where its whole length is known.
pub struct MinimumConsecutiveDays<'a> {
    /// Days of the horizon.
    pub days: usize,
    /// The least.
    pub least: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for MinimumConsecutiveDays<'_> {
    const NAME: &'static str = MINIMUM_CONSECUTIVE_DAYS;

    fn strictness(&self) -> Strictness {
        self.least.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        too_short(runs(self.days, line, self.before), true, self.least.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Price;
    use crate::rules::Rule;
    use crate::rules::testing::on_days;

    #[test]
    fn two_days_in_a_row_are_enough_for_two_and_a_day_short_of_three() {
        let before = WorkedBefore::default();
        let rule = |least| MinimumConsecutiveDays {
            days: 7,
            least,
            before: &before,
        };
        let line = on_days(&[2, 3]);
        assert_eq!(rule(Limit::hard(2)).breaches(&line), vec![]);
        assert_eq!(rule(Limit::hard(3)).breaches(&line)[0].day, Some(2));
        let soft = rule(Limit::soft(4, Price::from(5)));
        assert_eq!(soft.breaches(&line), vec![]);
        assert_eq!(soft.charges(&line)[0].cost, 10.0);
    }

    #[test]
    fn a_run_from_before_must_be_long_enough_when_the_first_day_ends_it() {
        let before = WorkedBefore {
            consecutive_days: 1,
            ..WorkedBefore::default()
        };
        let rule = MinimumConsecutiveDays {
            days: 7,
            least: Limit::hard(2),
            before: &before,
        };
        assert_eq!(rule.breaches(&on_days(&[])).len(), 1);
        assert_eq!(rule.breaches(&on_days(&[0])), vec![]);
    }
}
