use super::runs::{runs, too_long};
use super::{Excess, GradedRule, PREFERRED_MAXIMUM_CONSECUTIVE_DAYS};
use crate::problem::{Limit, Line, Strictness, WorkedBefore};

/// Most working days in a row as a wish beside the contract's maximum, counted on from those before the horizon; priced
/// by the day beyond.
///
/// Source: `preferredMaximumConsecutiveDays` of a work plan.
pub struct PreferredMaximumConsecutiveDays<'a> {
    /// Days of the horizon.
    pub days: usize,
    /// The most.
    pub most: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for PreferredMaximumConsecutiveDays<'_> {
    const NAME: &'static str = PREFERRED_MAXIMUM_CONSECUTIVE_DAYS;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        too_long(
            runs(self.days, line, self.before),
            true,
            self.most.value,
            "preferably at most",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Price;
    use crate::rules::Rule;
    use crate::rules::testing::{on_days, ordinary_week};

    #[test]
    fn five_days_in_a_row_are_one_beyond_four() {
        let before = WorkedBefore::default();
        let rule = |value| PreferredMaximumConsecutiveDays {
            days: 7,
            most: Limit::soft(value, Price::from(4)),
            before: &before,
        };
        assert_eq!(rule(5).charges(&ordinary_week()), vec![]);
        assert_eq!(rule(4).charges(&ordinary_week())[0].cost, 4.0);
    }

    #[test]
    fn days_before_the_horizon_count_but_are_not_charged_again() {
        let before = WorkedBefore {
            consecutive_days: 6,
            ..WorkedBefore::default()
        };
        let rule = PreferredMaximumConsecutiveDays {
            days: 7,
            most: Limit::soft(4, Price::from(1)),
            before: &before,
        };
        assert_eq!(rule.charges(&on_days(&[0]))[0].units, 1);
        assert_eq!(rule.charges(&on_days(&[1])), vec![]);
    }
}
