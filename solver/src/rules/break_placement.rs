use super::{BREAK_PLACEMENT, Breach, Rule};
use crate::problem::{Line, Problem, Shift, WorkPlan};

/// Every meal and break of the template is there once, in order, with its length and pay, within its window, as far
/// from the one before and from the shift's end as the plan says. How long the gap of a split shift may be is a rule of its
/// own ([`super::SplitShifts`]).
///
/// Source: activities of a work plan's shift; EU Directive 2003/88/EC, art. 4, asks for a break beyond six hours.
pub struct BreakPlacement<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The agent's plan.
    pub plan: &'a WorkPlan,
}

impl BreakPlacement<'_> {
    fn faults(&self, shift: &Shift) -> Vec<(usize, String)> {
        let Some(template) = self
            .plan
            .shifts
            .iter()
            .find(|template| template.id == shift.template)
        else {
            return vec![(
                shift.start_slot,
                format!("template {:?} is not in the plan", shift.template),
            )];
        };
        if shift.activities.len() != template.activities.len() {
            let (found, asked) = (shift.activities.len(), template.activities.len());
            return vec![(
                shift.start_slot,
                format!("{found} activities, the template has {asked}"),
            )];
        }
        let slot = self.problem.slot_minutes as usize;
        let mut faults = Vec::new();
        let mut free_from = None;
        for (placed, asked) in shift.activities.iter().zip(&template.activities) {
            let mut fault = |detail: String| {
                faults.push((placed.start_slot, format!("{}: {detail}", asked.id)))
            };
            if placed.kind != asked.id || placed.paid != asked.paid {
                fault(format!("found {:?}, paid {}", placed.kind, placed.paid));
            }
            if asked.split.is_none() && placed.slots * slot != asked.length_minutes as usize {
                fault(format!(
                    "{} minutes long, not {}",
                    placed.slots * slot,
                    asked.length_minutes
                ));
            }
            let (start, end) = (placed.start_slot, placed.start_slot + placed.slots);
            if start < shift.start_slot || end > shift.end_slot {
                fault("outside its shift".into());
                continue;
            }
            let minutes = (start - shift.start_slot) * slot;
            let (earliest, latest) = (
                asked.earliest_start_minutes as usize,
                asked.latest_start_minutes as usize,
            );
            if minutes < earliest || minutes > latest {
                fault(format!(
                    "starts after {minutes} minutes, its window is {earliest} to {latest}"
                ));
            }
            if free_from.is_some_and(|free| {
                start < free || (start - free) * slot < asked.minimum_distance_minutes as usize
            }) {
                fault(format!(
                    "less than {} minutes after the activity before",
                    asked.minimum_distance_minutes
                ));
            }
            if (shift.end_slot - end) * slot < asked.minimum_before_end_minutes as usize {
                fault(format!(
                    "ends less than {} minutes before the shift",
                    asked.minimum_before_end_minutes
                ));
            }
            free_from = Some(end);
        }
        faults
    }
}

impl Rule for BreakPlacement<'_> {
    fn name(&self) -> &'static str {
        BREAK_PLACEMENT
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let of_shift = |shift: &Shift| {
            let day = shift.day;
            let faults = self.faults(shift).into_iter();
            faults
                .map(move |(slot, detail)| {
                    Breach::at_slot(line, BREAK_PLACEMENT, day, slot, detail)
                })
                .collect::<Vec<_>>()
        };
        line.shifts.iter().flat_map(of_shift).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{ordinary_week, week};

    fn breaches(change: impl Fn(&mut Shift)) -> usize {
        let problem = week();
        let mut line = ordinary_week();
        change(&mut line.shifts[1]);
        BreakPlacement {
            problem: &problem,
            plan: &problem.plans[0],
        }
        .breaches(&line)
        .len()
    }

    #[test]
    fn a_meal_within_its_window_is_right_and_one_slot_outside_is_not() {
        assert_eq!(breaches(|_| ()), 0);
        assert_eq!(
            breaches(|shift| shift.activities[0].start_slot = shift.start_slot + 5),
            0
        );
        assert_eq!(
            breaches(|shift| shift.activities[0].start_slot = shift.start_slot + 6),
            1
        );
        assert_eq!(
            breaches(|shift| shift.activities[0].start_slot = shift.start_slot + 2),
            1
        );
    }

    #[test]
    fn a_missing_meal_and_a_paid_one_are_breaches() {
        assert_eq!(breaches(|shift| shift.activities.clear()), 1);
        assert_eq!(breaches(|shift| shift.activities[0].paid = true), 1);
    }

    #[test]
    fn two_breaks_keep_their_distance() {
        let mut problem = week();
        let mut second = problem.plans[0].shifts[0].activities[0].clone();
        second.latest_start_minutes = 480;
        second.minimum_distance_minutes = 120;
        problem.plans[0].shifts[0].activities.push(second);
        let with_second_after = |slots: usize| {
            let mut line = ordinary_week();
            line.shifts.truncate(1);
            let mut placed = line.shifts[0].activities[0].clone();
            placed.start_slot += 1 + slots;
            line.shifts[0].activities.push(placed);
            BreakPlacement {
                problem: &problem,
                plan: &problem.plans[0],
            }
            .breaches(&line)
            .len()
        };
        assert_eq!((with_second_after(2), with_second_after(1)), (0, 1));
    }
}
