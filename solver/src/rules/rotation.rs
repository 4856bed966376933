use super::{Breach, ROTATION, Rule};
use crate::problem::{Line, Problem, RotationWeek};

/// In every week only the shifts of the agent's week of the rotation, on the days it names.
///
/// With n weeks in the rotation, week w of the horizon is week (w + offset) mod n of it: agents of one plan go through the
/// same weeks, each from a place of their own.
///
/// Source: `rotation` of a work plan and `rotationOffset` of an agent; elsewhere a work plan rotation, a list of work plans
/// by week.
pub struct Rotation<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The weeks of the rotation, one at least.
    pub weeks: &'a [RotationWeek],
    /// The agent's place.
    pub offset: usize,
}

impl Rule for Rotation<'_> {
    fn name(&self) -> &'static str {
        ROTATION
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let in_turn: Vec<&RotationWeek> = self
            .weeks
            .iter()
            .cycle()
            .skip(self.offset % self.weeks.len().max(1))
            .take(self.weeks.len())
            .collect();
        for shift in &line.shifts {
            let Some(date) = self.problem.days.get(shift.day) else {
                continue;
            };
            let mut turn = in_turn.iter().cycle();
            let Some(week) = turn.nth(date.week) else {
                continue;
            };
            let of_day = week
                .days
                .iter()
                .filter(|day| day.weekdays.contains(&date.weekday));
            let allowed: Vec<&String> = of_day.flat_map(|day| &day.templates).collect();
            if !allowed.contains(&&shift.template) {
                let detail = format!(
                    "{:?} on {:?} of week {}, for which the rotation has {allowed:?}",
                    shift.template, date.weekday, date.week
                );
                breaches.push(Breach::at_slot(
                    line,
                    ROTATION,
                    shift.day,
                    shift.start_slot,
                    detail,
                ));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{RotationDay, Weekday};
    use crate::rules::testing::{days_from, on_days};

    /// Two weeks of weekdays, then one of a Saturday only.
    fn three_weeks() -> Vec<RotationWeek> {
        let week = |weekdays: &[Weekday]| RotationWeek {
            days: vec![RotationDay {
                weekdays: weekdays.to_vec(),
                templates: vec!["day".into()],
            }],
        };
        let weekdays = week(&Weekday::ALL[..5]);
        vec![weekdays.clone(), weekdays, week(&[Weekday::Saturday])]
    }

    fn days_broken(offset: usize, days: &[usize]) -> Vec<Option<usize>> {
        let problem = days_from(Weekday::Monday, 28);
        let weeks = three_weeks();
        let rule = Rotation {
            problem: &problem,
            weeks: &weeks,
            offset,
        };
        let breaches = rule.breaches(&on_days(days));
        breaches.into_iter().map(|breach| breach.day).collect()
    }

    #[test]
    fn the_third_week_is_saturday_only_and_the_fourth_is_the_first_again() {
        assert_eq!(days_broken(0, &[0, 8, 19, 21]), []);
        assert_eq!(days_broken(0, &[5, 14, 26]), [Some(5), Some(14), Some(26)]);
    }

    #[test]
    fn an_agent_further_on_in_the_rotation_has_the_saturday_earlier() {
        assert_eq!(days_broken(2, &[5, 7, 14]), []);
        assert_eq!(days_broken(2, &[0, 19]), [Some(0), Some(19)]);
        assert_eq!(days_broken(5, &[5, 7, 14]), []);
    }

    #[test]
    fn a_shift_the_week_does_not_list_is_a_breach() {
        let problem = days_from(Weekday::Monday, 7);
        let weeks = [RotationWeek {
            days: vec![RotationDay {
                weekdays: Weekday::ALL.to_vec(),
                templates: vec!["night".into()],
            }],
        }];
        let rule = Rotation {
            problem: &problem,
            weeks: &weeks,
            offset: 0,
        };
        assert_eq!(rule.breaches(&on_days(&[1]))[0].rule, ROTATION);
    }
}
