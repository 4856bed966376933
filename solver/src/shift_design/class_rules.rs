//! A contract's rules, added up over all agents of a class: what holds for each holds for the sum.

use std::collections::BTreeSet;

use super::class::{Catalogue, StaffClass};
use crate::problem::{DayIndex, Slot};
use crate::shifts::ShiftOption;

/// `Σ weight · shifts + per_agent · agents ≥ at_least`, the weight of a shift being [`ClassRule::weight`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClassRule {
    counted: Counted,
    pub(super) per_agent: f64,
    pub(super) at_least: f64,
    /// What one unit short costs, where it may be.
    pub(super) price_of_shortfall: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Counted {
    /// At most so many shifts on these days.
    MostShifts(Vec<DayIndex>),
    /// At least so many shifts on these days.
    LeastShifts(Vec<DayIndex>),
    /// At most so many paid slots on these days.
    MostPaid(Vec<DayIndex>),
    /// At least so many paid slots on these days.
    LeastPaid(Vec<DayIndex>),
    /// One agent works either late on `day` or early on the day after.
    Rest {
        day: DayIndex,
        ends_after: Slot,
        starts_by: Slot,
    },
}

impl ClassRule {
    /// How much of the rule a shift of a day takes up (below 0) or adds.
    pub(super) fn weight(&self, day: DayIndex, option: &ShiftOption) -> f64 {
        let paid = option.paid_slots as f64;
        let on = |days: &[DayIndex], weight: f64| if days.contains(&day) { weight } else { 0.0 };
        match &self.counted {
            Counted::MostShifts(days) => on(days, -1.0),
            Counted::LeastShifts(days) => on(days, 1.0),
            Counted::MostPaid(days) => on(days, -paid),
            Counted::LeastPaid(days) => on(days, paid),
            Counted::Rest {
                day: first,
                ends_after,
                starts_by,
            } => {
                let late = day == *first && option.end() > *ends_after;
                let early = day == first + 1 && option.start <= *starts_by;
                if late || early { -1.0 } else { 0.0 }
            }
        }
    }
}

/// The rules of a class. Weekly minima may be missed at the price at which a roster relaxes them, as no mix of lines
/// may meet them.
pub(super) fn rules(catalogue: &Catalogue<'_>, class: &StaffClass) -> Vec<ClassRule> {
    let problem = catalogue.problem;
    let plan = &problem.plans[class.plan];
    let slot = f64::from(problem.slot_minutes);
    let days = problem.days.len();
    let mut rules = Vec::new();
    let mut add = |counted, per_agent, at_least, price_of_shortfall| {
        rules.push(ClassRule {
            counted,
            per_agent,
            at_least,
            price_of_shortfall,
        });
    };
    for (day, &away) in class.away.iter().enumerate() {
        add(Counted::MostShifts(vec![day]), 1.0, f64::from(away), None);
    }
    let weeks: BTreeSet<usize> = problem.days.iter().map(|day| day.week).collect();
    for week in weeks {
        let (absent_least, absent_most) = class.absent_slots.get(week).copied().unwrap_or_default();
        let of_week: Vec<DayIndex> = (0..days)
            .filter(|&day| problem.days[day].week == week)
            .collect();
        let most = f64::from(plan.maximum_paid_minutes_per_week) / slot;
        add(Counted::MostPaid(of_week.clone()), most, absent_most, None);
        if (plan.maximum_days_per_week as usize) < of_week.len() {
            let most = f64::from(plan.maximum_days_per_week);
            add(Counted::MostShifts(of_week.clone()), most, 0.0, None);
        }
        if of_week.len() < 7 {
            continue;
        }
        if plan.minimum_paid_minutes_per_week > 0 {
            let least = f64::from(plan.minimum_paid_minutes_per_week) / slot;
            let price = Some(problem.relaxation_price_per_slot());
            add(
                Counted::LeastPaid(of_week.clone()),
                -least,
                -absent_least,
                price,
            );
        }
        if plan.minimum_days_per_week > 0 {
            let least = f64::from(plan.minimum_days_per_week);
            let price = Some(problem.relaxation_price_per_day());
            add(Counted::LeastShifts(of_week), -least, 0.0, price);
        }
    }
    if plan.minimum_days_off > 0 {
        let most = (days as f64 - f64::from(plan.minimum_days_off)).max(0.0);
        add(Counted::MostShifts((0..days).collect()), most, 0.0, None);
    }
    let longest = plan.maximum_consecutive_days as usize;
    for first in 0..days.saturating_sub(longest) {
        let window = (first..=first + longest).collect();
        add(Counted::MostShifts(window), longest as f64, 0.0, None);
    }
    let rest = problem.slots_up(plan.minimum_time_between_shifts_minutes);
    for day in 1..days {
        for (ends_after, starts_by) in rest_limits(catalogue, class, day - 1, rest) {
            let counted = Counted::Rest {
                day: day - 1,
                ends_after,
                starts_by,
            };
            add(counted, 1.0, 0.0, None);
        }
    }
    rules
}

/// Pairs of an end after which no shift of the next day may start by a slot; a pair that follows from another is left out.
fn rest_limits(
    catalogue: &Catalogue<'_>,
    class: &StaffClass,
    day: DayIndex,
    rest: usize,
) -> Vec<(Slot, Slot)> {
    let options = &catalogue.options[class.plan];
    let ends: BTreeSet<Slot> = options[day].iter().map(ShiftOption::end).collect();
    let starts: BTreeSet<Slot> = options[day + 1].iter().map(|option| option.start).collect();
    let mut limits: Vec<(Slot, Slot)> = Vec::new();
    for starts_by in starts {
        let ends_after = starts_by.saturating_sub(rest);
        let Some(&too_late) = ends.range(ends_after + 1..).next() else {
            break;
        };
        match limits.last_mut() {
            // The same shifts are too late for a later start: the earlier one follows.
            Some(last) if ends.range(last.0 + 1..).next() == Some(&too_late) => {
                *last = (ends_after, starts_by);
            }
            _ => limits.push((ends_after, starts_by)),
        }
    }
    limits
}
