use super::runs::{runs, too_long};
use super::{Excess, GradedRule, MAXIMUM_CONSECUTIVE_DAYS_OFF};
use crate::problem::{Limit, Line, Strictness, WorkedBefore};

/// Most days off in a row, counted on from those before the horizon; priced by the day beyond.
///
/// Source: `maximumConsecutiveDaysOff` of a work plan.
pub struct MaximumConsecutiveDaysOff<'a> {
    /// Days of the horizon.
    pub days: usize,
    /// The most.
    pub most: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for MaximumConsecutiveDaysOff<'_> {
    const NAME: &'static str = MAXIMUM_CONSECUTIVE_DAYS_OFF;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        too_long(
            runs(self.days, line, self.before),
            false,
            self.most.value,
            "at most",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Price;
    use crate::rules::Rule;
    use crate::rules::testing::on_days;

    #[test]
    fn four_days_off_are_two_beyond_two_even_at_the_horizons_end() {
        let before = WorkedBefore::default();
        let rule = |most| MaximumConsecutiveDaysOff {
            days: 7,
            most,
            before: &before,
        };
        let line = on_days(&[0, 1, 2]);
        assert_eq!(rule(Limit::hard(4)).breaches(&line), vec![]);
        assert_eq!(rule(Limit::hard(3)).breaches(&line)[0].day, Some(3));
        assert_eq!(
            rule(Limit::soft(2, Price::from(3))).charges(&line)[0].cost,
            6.0
        );
    }

    #[test]
    fn days_off_before_the_horizon_count_on() {
        let before = WorkedBefore {
            consecutive_days_off: 2,
            ..WorkedBefore::default()
        };
        let rule = MaximumConsecutiveDaysOff {
            days: 7,
            most: Limit::hard(2),
            before: &before,
        };
        assert_eq!(rule.breaches(&on_days(&[1, 3, 5])).len(), 1);
        assert_eq!(rule.breaches(&on_days(&[0, 3, 6])), vec![]);
    }
}
