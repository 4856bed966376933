use super::weekend::{Weekend, weekends};
use super::{Excess, GradedRule, MAXIMUM_WORKED_WEEKENDS};
use crate::problem::{Limit, Line, Problem, Strictness, WorkedBefore};

/// Most weekends of the horizon with a shift on Saturday or Sunday; priced by the weekend beyond.
///
/// Source: `maximumWorkedWeekends` of a work plan; Burke & Curtois 2014, "maximum weekends".
pub struct MaximumWorkedWeekends<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The most.
    pub most: Limit,
}

impl GradedRule for MaximumWorkedWeekends<'_> {
    const NAME: &'static str = MAXIMUM_WORKED_WEEKENDS;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        let worked: Vec<Weekend> = weekends(self.problem, line, &WorkedBefore::default())
            .into_iter()
            .filter(Weekend::is_worked_in_horizon)
            .collect();
        let most = self.most.value as usize;
        let Some(beyond) = worked.get(most) else {
            return Vec::new();
        };
        vec![Excess {
            day: beyond.first,
            units: u32::try_from(worked.len() - most).unwrap_or(u32::MAX),
            detail: format!("{} weekends worked, at most {most}", worked.len()),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Price, Weekday};
    use crate::rules::Rule;
    use crate::rules::testing::{days_from, on_days};

    #[test]
    fn a_saturday_a_sunday_and_both_are_one_weekend_each() {
        let problem = days_from(Weekday::Monday, 21);
        let rule = |most| MaximumWorkedWeekends {
            problem: &problem,
            most,
        };
        let line = on_days(&[5, 13, 19, 20]);
        assert_eq!(rule(Limit::hard(3)).breaches(&line), vec![]);
        assert_eq!(rule(Limit::hard(2)).breaches(&line)[0].day, Some(19));
        assert_eq!(
            rule(Limit::soft(1, Price::from(10))).charges(&line)[0].cost,
            20.0
        );
    }

    #[test]
    fn a_sunday_at_the_horizons_start_is_a_weekend() {
        let problem = days_from(Weekday::Sunday, 7);
        let rule = MaximumWorkedWeekends {
            problem: &problem,
            most: Limit::hard(1),
        };
        assert_eq!(rule.breaches(&on_days(&[0, 6])).len(), 1);
    }
}
