use std::collections::BTreeSet;

use super::{Excess, GradedRule, MAXIMUM_PUBLIC_HOLIDAYS_WORKED};
use crate::problem::{DayIndex, Limit, Line, Problem, Strictness};

/// Most public holidays of the horizon on which a shift starts; priced by the day beyond. A shift of the eve that runs into
/// a holiday is worked on the eve.
///
/// Source: `maximumPublicHolidaysWorked` of a work plan.
pub struct MaximumPublicHolidaysWorked<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The most.
    pub most: Limit,
}

impl GradedRule for MaximumPublicHolidaysWorked<'_> {
    const NAME: &'static str = MAXIMUM_PUBLIC_HOLIDAYS_WORKED;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        let days = line.shifts.iter().map(|shift| shift.day);
        let worked: BTreeSet<DayIndex> = days
            .filter(|&day| {
                let date = self.problem.days.get(day);
                date.is_some_and(|date| date.is_public_holiday)
            })
            .collect();
        let most = self.most.value as usize;
        let Some(&beyond) = worked.iter().nth(most) else {
            return Vec::new();
        };
        vec![Excess {
            day: beyond,
            units: u32::try_from(worked.len() - most).unwrap_or(u32::MAX),
            detail: format!("{} public holidays worked, at most {most}", worked.len()),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Price, Weekday};
    use crate::rules::Rule;
    use crate::rules::testing::{days_from, line, on_days, shift};

    fn december() -> Problem {
        let mut problem = days_from(Weekday::Monday, 14);
        for day in [3, 4, 10] {
            problem.days[day].is_public_holiday = true;
        }
        problem
    }

    #[test]
    fn every_holiday_with_a_start_counts_and_the_first_beyond_is_named() {
        let problem = december();
        let rule = |most| MaximumPublicHolidaysWorked {
            problem: &problem,
            most,
        };
        let worked = on_days(&[2, 3, 4, 5, 10]);
        assert_eq!(rule(Limit::hard(3)).breaches(&worked), vec![]);
        assert_eq!(rule(Limit::hard(2)).breaches(&worked)[0].day, Some(10));
        assert_eq!(rule(Limit::hard(0)).breaches(&worked)[0].day, Some(3));
        let charges = rule(Limit::soft(1, Price::from(10))).charges(&worked);
        assert_eq!((charges[0].units, charges[0].cost), (2, 20.0));
    }

    #[test]
    fn a_night_shift_of_the_eve_is_not_worked_on_the_holiday() {
        let problem = december();
        let rule = MaximumPublicHolidaysWorked {
            problem: &problem,
            most: Limit::hard(0),
        };
        assert_eq!(rule.breaches(&line(vec![shift(2, 20)])), vec![]);
        assert_eq!(rule.breaches(&line(vec![shift(3, 20)])).len(), 1);
    }
}
