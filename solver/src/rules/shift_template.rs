use super::{Breach, Rule, SHIFT_TEMPLATE};
use crate::problem::{Line, Problem, Shift, WorkPlan};

/// A shift is one of its plan's templates: weekday, start on the template's steps, paid time on its steps.
///
/// Source: shifts of a work plan (`earliestStartTimeMinutesFromMidnight`, `startIncrementMinutes`,
/// `minimumPaidTimeMinutes`). Starts are local times: on a day whose clock changes they follow the clock.
pub struct ShiftConformity<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The agent's plan.
    pub plan: &'a WorkPlan,
}

impl ShiftConformity<'_> {
    fn fault(&self, shift: &Shift) -> Option<String> {
        let Some(day) = self.problem.days.get(shift.day) else {
            return Some(format!("day {} is not in the horizon", shift.day));
        };
        let Some(template) = self
            .plan
            .shifts
            .iter()
            .find(|template| template.id == shift.template)
        else {
            return Some(format!(
                "template {:?} is not in plan {:?}",
                shift.template, self.plan.id
            ));
        };
        if !template.weekdays.contains(&day.weekday) {
            return Some(format!(
                "{:?} is not allowed on {:?}",
                template.id, day.weekday
            ));
        }
        let slot = self.problem.slot_minutes;
        let on_steps = |minutes: u32, least: u32, most: u32, step: u32| {
            minutes >= least
                && minutes <= most
                && (minutes == least || (minutes - least).is_multiple_of(step.max(1)))
        };
        let allowed = (template.earliest_start_minutes..=template.latest_start_minutes)
            .filter(|&minutes| {
                on_steps(
                    minutes,
                    template.earliest_start_minutes,
                    template.latest_start_minutes,
                    template.start_increment_minutes,
                )
            })
            .any(|minutes| day.slot_at(minutes, slot) == shift.start_slot);
        if !allowed {
            return Some(format!(
                "starts in slot {}, which no start of {:?} falls in",
                shift.start_slot, template.id
            ));
        }
        let paid = u32::try_from(shift.paid_slots())
            .unwrap_or(u32::MAX)
            .saturating_mul(slot);
        let right = on_steps(
            paid,
            template.minimum_paid_minutes,
            template.maximum_paid_minutes,
            template.paid_increment_minutes,
        );
        (!right).then(|| {
            let (least, most) = (template.minimum_paid_minutes, template.maximum_paid_minutes);
            format!(
                "{paid} paid minutes, {:?} has {least} to {most}",
                template.id
            )
        })
    }
}

impl Rule for ShiftConformity<'_> {
    fn name(&self) -> &'static str {
        SHIFT_TEMPLATE
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let breach = |shift: &Shift| {
            self.fault(shift).map(|detail| {
                Breach::at_slot(line, SHIFT_TEMPLATE, shift.day, shift.start_slot, detail)
            })
        };
        line.shifts.iter().filter_map(breach).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, ordinary_week, shift, week};

    fn breaches(shift: Shift) -> usize {
        let problem = week();
        ShiftConformity {
            problem: &problem,
            plan: &problem.plans[0],
        }
        .breaches(&line(vec![shift]))
        .len()
    }

    #[test]
    fn starts_fall_on_the_steps_of_the_window() {
        let hours = [5, 6, 7, 8, 12, 13, 14];
        assert_eq!(
            hours.map(|hour| breaches(shift(0, hour))),
            [1, 0, 1, 0, 0, 1, 1]
        );
    }

    #[test]
    fn a_weekday_or_length_that_the_template_lacks_is_a_breach() {
        assert_eq!(breaches(shift(6, 8)), 1);
        let mut longer = shift(0, 8);
        longer.end_slot += 1;
        assert_eq!(breaches(longer), 1);
        let mut shorter = shift(0, 8);
        shorter.end_slot -= 1;
        assert_eq!(breaches(shorter), 0);
    }

    #[test]
    fn an_ordinary_week_conforms() {
        let problem = week();
        assert_eq!(
            ShiftConformity {
                problem: &problem,
                plan: &problem.plans[0]
            }
            .breaches(&ordinary_week()),
            vec![]
        );
    }
}
