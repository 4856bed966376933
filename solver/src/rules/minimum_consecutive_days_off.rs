use super::runs::{runs, too_short};
use super::{Excess, GradedRule, MINIMUM_CONSECUTIVE_DAYS_OFF};
use crate::problem::{Limit, Line, Strictness, WorkedBefore};

/// Least days off in a row; a soft one is priced by the day missing of each run.
///
/// Source: `minimumConsecutiveDaysOff` of a work plan; Burke & Curtois 2014. A run cut by an end of the horizon is bound
/// only where its whole length is known.
pub struct MinimumConsecutiveDaysOff<'a> {
    /// Days of the horizon.
    pub days: usize,
    /// The least.
    pub least: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for MinimumConsecutiveDaysOff<'_> {
    const NAME: &'static str = MINIMUM_CONSECUTIVE_DAYS_OFF;

    fn strictness(&self) -> Strictness {
        self.least.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        too_short(runs(self.days, line, self.before), false, self.least.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Price;
    use crate::rules::Rule;
    use crate::rules::testing::on_days;

    #[test]
    fn a_single_day_off_between_shifts_is_one_short_of_two() {
        let before = WorkedBefore::default();
        let rule = |least| MinimumConsecutiveDaysOff {
            days: 7,
            least,
            before: &before,
        };
        let single = on_days(&[1, 3, 4]);
        assert_eq!(rule(Limit::hard(2)).breaches(&single)[0].day, Some(2));
        assert_eq!(
            rule(Limit::soft(2, Price::from(7))).charges(&single)[0].cost,
            7.0
        );
        assert_eq!(rule(Limit::hard(2)).breaches(&on_days(&[1, 4])), vec![]);
    }

    #[test]
    fn a_day_off_before_the_horizon_is_part_of_the_run() {
        let before = WorkedBefore {
            consecutive_days_off: 1,
            ..WorkedBefore::default()
        };
        let rule = MinimumConsecutiveDaysOff {
            days: 7,
            least: Limit::hard(2),
            before: &before,
        };
        assert_eq!(rule.breaches(&on_days(&[0, 1])).len(), 1);
        assert_eq!(rule.breaches(&on_days(&[1, 2])), vec![]);
    }
}
