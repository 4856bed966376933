use super::{Excess, GradedRule, START_CONSISTENCY};
use crate::problem::{Limit, Line, Problem, Shift, Strictness, WorkedBefore};

/// Most minutes between the local starts of shifts on neighbouring days; priced by the minute beyond.
///
/// Source: `startConsistencyMinutes` of a work plan. Local time: when the clock changes overnight, nine o'clock stays
/// nine o'clock.
pub struct StartConsistency<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The most.
    pub most: Limit,
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl GradedRule for StartConsistency<'_> {
    const NAME: &'static str = START_CONSISTENCY;

    fn strictness(&self) -> Strictness {
        self.most.strictness
    }

    fn excesses(&self, line: &Line) -> Vec<Excess> {
        let local = |shift: &Shift| {
            let day = self.problem.days.get(shift.day)?;
            Some(day.local_minutes(shift.start_slot, self.problem.slot_minutes))
        };
        // The day before the horizon is day −1: the next day of a shift on `day` is `day + 1` on both sides of the start.
        let mut previous = match (self.before.consecutive_days, self.before.last_start_minutes) {
            (1.., Some(start)) => Some((0, start)),
            _ => None,
        };
        let mut found = Vec::new();
        for shift in &line.shifts {
            let Some(start) = local(shift) else { continue };
            if let Some((neighbour, earlier)) = previous
                && neighbour == shift.day
            {
                let apart = start.abs_diff(earlier);
                if apart > self.most.value {
                    found.push(Excess {
                        day: shift.day,
                        units: apart - self.most.value,
                        detail: format!(
                            "starts {apart} minutes from the start of the day before, at most {}",
                            self.most.value
                        ),
                    });
                }
            }
            previous = Some((shift.day + 1, start));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{ClockChange, Price};
    use crate::rules::Rule;
    use crate::rules::testing::{line, shift, week};

    #[test]
    fn two_hours_apart_keep_two_hours_and_are_an_hour_beyond_one() {
        let problem = week();
        let before = WorkedBefore::default();
        let rule = |most| StartConsistency {
            problem: &problem,
            most,
            before: &before,
        };
        let neighbours = line(vec![shift(0, 8), shift(1, 10), shift(3, 6)]);
        assert_eq!(rule(Limit::hard(120)).breaches(&neighbours), vec![]);
        assert_eq!(rule(Limit::hard(119)).breaches(&neighbours)[0].day, Some(1));
        let soft = rule(Limit::soft(60, Price::new(0.5).expect("a price")));
        assert_eq!(soft.charges(&neighbours)[0].cost, 30.0);
    }

    #[test]
    fn the_shift_on_the_day_before_the_horizon_is_a_neighbour() {
        let problem = week();
        let before = WorkedBefore {
            consecutive_days: 1,
            last_start_minutes: Some(12 * 60),
            ..WorkedBefore::default()
        };
        let rule = StartConsistency {
            problem: &problem,
            most: Limit::hard(60),
            before: &before,
        };
        assert_eq!(rule.breaches(&line(vec![shift(0, 8)])).len(), 1);
        assert_eq!(rule.breaches(&line(vec![shift(1, 8)])), vec![]);
    }

    #[test]
    fn the_same_time_by_the_clock_is_consistent_over_a_clock_change() {
        let mut problem = week();
        problem.days[1].clock_change = Some(ClockChange {
            at_minutes: 120,
            forward_minutes: 60,
        });
        let before = WorkedBefore::default();
        let rule = StartConsistency {
            problem: &problem,
            most: Limit::hard(0),
            before: &before,
        };
        assert_eq!(rule.breaches(&line(vec![shift(0, 8), shift(1, 7)])), vec![]);
        assert_eq!(
            rule.breaches(&line(vec![shift(0, 8), shift(1, 8)])).len(),
            1
        );
    }
}
