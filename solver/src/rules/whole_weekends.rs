use super::weekend::weekends;
use super::{Excess, GradedRule, WHOLE_WEEKENDS};
use crate::problem::{Line, Problem, Strictness, WorkedBefore};

/// Saturday and Sunday are both worked or both off; priced by the weekend.
///
/// Source: `wholeWeekends` of a work plan; "complete weekends" of the nurse-rostering competitions. A weekend of which a
/// day lies outside the horizon is bound only where that day is told.
pub struct WholeWeekends<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Whether it must hold.
    pub strictness: Strictness,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for WholeWeekends<'_> {
    const NAME: &'static str = WHOLE_WEEKENDS;

    fn strictness(&self) -> Strictness {
        self.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        weekends(self.problem, line, self.before)
            .into_iter()
            .filter_map(|weekend| {
                let (saturday, sunday) = (weekend.saturday?, weekend.sunday?);
                let side = if saturday { "Saturday" } else { "Sunday" };
                (saturday != sunday).then(|| Excess {
                    day: weekend.first,
                    units: 1,
                    detail: format!("only the {side} of the weekend is worked"),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Price, Weekday};
    use crate::rules::Rule;
    use crate::rules::testing::{days_from, on_days};

    #[test]
    fn half_a_weekend_is_charged_and_a_whole_one_is_not() {
        let problem = days_from(Weekday::Monday, 14);
        let before = WorkedBefore::default();
        let rule = WholeWeekends {
            problem: &problem,
            strictness: Strictness::Soft(Price::from(6)),
            before: &before,
        };
        assert_eq!(rule.charges(&on_days(&[5, 6])), vec![]);
        let halves = rule.charges(&on_days(&[6, 12]));
        assert_eq!(halves.iter().map(|half| half.cost).sum::<f64>(), 12.0);
    }

    #[test]
    fn a_weekend_cut_by_the_horizon_is_bound_only_where_its_saturday_is_told() {
        let problem = days_from(Weekday::Sunday, 7);
        let breaches = |days_off, worked: &[usize]| {
            WholeWeekends {
                problem: &problem,
                strictness: Strictness::Hard,
                before: &WorkedBefore {
                    consecutive_days_off: days_off,
                    ..WorkedBefore::default()
                },
            }
            .breaches(&on_days(worked))
            .len()
        };
        assert_eq!(
            (breaches(1, &[0]), breaches(0, &[0]), breaches(0, &[6])),
            (1, 0, 0)
        );
    }
}
