use super::{Breach, FORBIDDEN_SUCCESSIONS, Rule};
use crate::problem::{ForbiddenSuccession, Line, WorkedBefore};

/// Shifts that may not follow one another on neighbouring days.
///
/// Source: `forbiddenSuccessions` of a work plan; Burke & Curtois 2014, "shifts which cannot follow".
pub struct ForbiddenSuccessions<'a> {
    /// What may not follow what.
    pub forbidden: &'a [ForbiddenSuccession],
    /// The days before the horizon.
    pub before: &'a WorkedBefore,
}

impl Rule for ForbiddenSuccessions<'_> {
    fn name(&self) -> &'static str {
        FORBIDDEN_SUCCESSIONS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        // The day on which a shift would follow, and the template it would follow.
        let mut previous = match (self.before.consecutive_days, &self.before.last_template) {
            (1.., Some(template)) => Some((0, template)),
            _ => None,
        };
        for shift in &line.shifts {
            let is_barred = previous.is_some_and(|(day, template)| {
                day == shift.day
                    && self.forbidden.iter().any(|rule| {
                        rule.template == *template && rule.next_day.contains(&shift.template)
                    })
            });
            if let Some((_, template)) = previous.filter(|_| is_barred) {
                let detail = format!("{:?} on the day after {template:?}", shift.template);
                breaches.push(Breach::at_slot(
                    line,
                    FORBIDDEN_SUCCESSIONS,
                    shift.day,
                    shift.start_slot,
                    detail,
                ));
            }
            previous = Some((shift.day + 1, &shift.template));
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, shift};

    #[test]
    fn an_early_shift_on_the_day_after_a_late_one_is_a_breach() {
        let forbidden = [ForbiddenSuccession {
            template: "late".into(),
            next_day: vec!["early".into()],
        }];
        let named = |day, template: &str| {
            let mut named = shift(day, 8);
            named.template = template.into();
            named
        };
        let breaches = |before: &WorkedBefore, shifts| {
            ForbiddenSuccessions {
                forbidden: &forbidden,
                before,
            }
            .breaches(&line(shifts))
            .len()
        };
        let none = WorkedBefore::default();
        assert_eq!(
            breaches(&none, vec![named(0, "late"), named(1, "early")]),
            1
        );
        assert_eq!(
            breaches(&none, vec![named(0, "late"), named(2, "early")]),
            0
        );
        assert_eq!(
            breaches(&none, vec![named(0, "early"), named(1, "late")]),
            0
        );
        let late = WorkedBefore {
            consecutive_days: 1,
            last_template: Some("late".into()),
            ..WorkedBefore::default()
        };
        assert_eq!(breaches(&late, vec![named(0, "early")]), 1);
        assert_eq!(breaches(&late, vec![named(1, "early")]), 0);
    }
}
