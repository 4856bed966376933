use super::{Constraint, Unit};
use crate::problem::{Agent, Limit, Problem, TemplateCount, WorkPlan};

/// How far a constraint is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slack {
    /// By so many of its units.
    Units(u32),
    /// Altogether.
    All,
}

/// Relaxes a constraint of a plan; those of the agent are left. With [`Slack::All`] nothing of it remains, with units
/// nothing happens to what has none.
pub(crate) fn relax_plan(problem: &Problem, plan: &mut WorkPlan, what: &Constraint, by: Slack) {
    let minutes = match by {
        Slack::Units(units) => units.saturating_mul(problem.slot_minutes),
        Slack::All => u32::MAX,
    };
    let units = match by {
        Slack::Units(units) => units,
        Slack::All => u32::MAX,
    };
    let all = by == Slack::All;
    let rules = &mut plan.rules;
    let lower = |limit: &mut Option<Limit>, by: u32| loosen(limit, all, |v| v.saturating_sub(by));
    let raise = |limit: &mut Option<Limit>, by: u32| loosen(limit, all, |v| v.saturating_add(by));
    let least = |limit: &mut u32, by: u32| *limit = limit.saturating_sub(by);
    match what {
        Constraint::MinimumRest => least(&mut plan.minimum_time_between_shifts_minutes, minutes),
        Constraint::MaximumConsecutiveDays => {
            plan.maximum_consecutive_days = plan.maximum_consecutive_days.saturating_add(units);
        }
        Constraint::MinimumDaysOff => least(&mut plan.minimum_days_off, units),
        Constraint::MaximumDaysPerWeek => {
            plan.maximum_days_per_week = plan.maximum_days_per_week.saturating_add(units).min(7);
        }
        Constraint::MinimumDaysPerWeek => least(&mut plan.minimum_days_per_week, units),
        Constraint::MaximumPaidMinutesPerWeek => {
            let more = plan.maximum_paid_minutes_per_week.saturating_add(minutes);
            plan.maximum_paid_minutes_per_week = more.min(7 * 1440);
        }
        Constraint::MinimumPaidMinutesPerWeek => {
            least(&mut plan.minimum_paid_minutes_per_week, minutes);
        }
        Constraint::MaximumPaidMinutesPerDay => {
            more(&mut rules.maximum_paid_minutes_per_day, all, minutes)
        }
        Constraint::MaximumPaidMinutesInPeriod => {
            more(&mut rules.maximum_paid_minutes_in_period, all, minutes)
        }
        Constraint::MinimumPaidMinutesInPeriod => {
            let limit = &mut rules.minimum_paid_minutes_in_period;
            *limit = limit
                .map(|value| value.saturating_sub(minutes))
                .filter(|_| !all);
        }
        Constraint::DayWindow { position } => {
            if all && let Some(window) = rules.day_windows.get_mut(*position) {
                // Positions of the others must not move.
                window.weekdays.clear();
            }
        }
        Constraint::ForbiddenSuccession { template } => {
            if all {
                rules
                    .forbidden_successions
                    .retain(|rule| rule.template != *template);
            }
        }
        Constraint::MaximumShifts { template } => {
            count(&mut rules.maximum_shifts, template, all, |most| {
                most.saturating_add(units)
            });
        }
        Constraint::MinimumShifts { template } => {
            count(&mut rules.minimum_shifts, template, all, |least| {
                least.saturating_sub(units)
            });
        }
        Constraint::MaximumWorkedWeekends => raise(&mut rules.maximum_worked_weekends, units),
        Constraint::MaximumConsecutiveWorkedWeekends => {
            raise(&mut rules.maximum_consecutive_worked_weekends, units);
        }
        Constraint::MaximumPublicHolidaysWorked => {
            raise(&mut rules.maximum_public_holidays_worked, units);
        }
        Constraint::Rotation => {
            if all {
                rules.rotation.clear();
            }
        }
        Constraint::WholeWeekends => {
            rules.whole_weekends = rules.whole_weekends.filter(|_| !all);
        }
        Constraint::StartConsistency => raise(&mut rules.start_consistency_minutes, minutes),
        Constraint::PreferredMaximumConsecutiveDays => {
            raise(&mut rules.preferred_maximum_consecutive_days, units);
        }
        Constraint::MinimumConsecutiveDays => lower(&mut rules.minimum_consecutive_days, units),
        Constraint::MinimumConsecutiveDaysOff => {
            lower(&mut rules.minimum_consecutive_days_off, units);
        }
        Constraint::MaximumConsecutiveDaysOff => {
            raise(&mut rules.maximum_consecutive_days_off, units);
        }
        Constraint::Absence { .. }
        | Constraint::FixedDayOff { .. }
        | Constraint::LockedShift { .. } => {}
    }
}

/// Lets an absence, fixed day off or lock go.
pub(crate) fn relax_agent(agent: &mut Agent, what: &Constraint) {
    match what {
        Constraint::Absence { slots } => agent.unavailable.retain(|range| range != slots),
        Constraint::FixedDayOff { day } => agent.days_off.retain(|off| off != day),
        Constraint::LockedShift { shift } => agent.locked.retain(|locked| locked != shift),
        _ => {}
    }
}

fn loosen(limit: &mut Option<Limit>, all: bool, to: impl Fn(u32) -> u32) {
    *limit = limit.filter(|_| !all).map(|limit| Limit {
        value: to(limit.value),
        ..limit
    });
}

fn more(limit: &mut Option<u32>, all: bool, by: u32) {
    *limit = limit.filter(|_| !all).map(|limit| limit.saturating_add(by));
}

fn count(list: &mut Vec<TemplateCount>, template: &str, all: bool, to: impl Fn(u32) -> u32) {
    if all {
        list.retain(|count| count.template != template);
        return;
    }
    for count in list.iter_mut().filter(|count| count.template == template) {
        count.shifts = to(count.shifts);
    }
}

/// Price of breaking a hard constraint by one unit, where a line must break one: what decides which line is the least evil.
///
/// With `s` the price of a missing slot of a relaxed minimum ([`Problem::relaxation_price_per_slot`]) and `d` that of a
/// missing working day ([`Problem::relaxation_price_per_day`]):
///
/// | constraint | price of a unit |
/// |---|---|
/// | preferred most days in a row | d / 4 |
/// | start consistency | s / 4 a slot |
/// | day window | d / 2 |
/// | least paid time of week or period | s a slot |
/// | least days a week, least shifts of a template, least and most runs of days, weekends, public holidays | d |
/// | most paid time of day, week or period | 2 s a slot |
/// | most days a week, days off, most shifts of a template, forbidden succession, rotation, locked shift | 2 d |
/// | fixed day off | 3 d |
/// | rest | 4 s a slot |
/// | most days in a row, absence | 4 d |
///
/// Giving less work than a contract asks for is thus cheaper than taking more than it allows, a plan's lock is cheaper than
/// an agent's time off, and protection of health is dearest.
#[must_use]
pub fn relaxation_price(problem: &Problem, what: &Constraint) -> f64 {
    let (slot, day) = (
        problem.relaxation_price_per_slot(),
        problem.relaxation_price_per_day(),
    );
    match what {
        Constraint::PreferredMaximumConsecutiveDays => day / 4.0,
        Constraint::StartConsistency => slot / 4.0,
        Constraint::DayWindow { .. } => day / 2.0,
        Constraint::MinimumPaidMinutesPerWeek | Constraint::MinimumPaidMinutesInPeriod => slot,
        Constraint::MinimumDaysPerWeek
        | Constraint::MinimumShifts { .. }
        | Constraint::MinimumConsecutiveDays
        | Constraint::MinimumConsecutiveDaysOff
        | Constraint::MaximumConsecutiveDaysOff
        | Constraint::MaximumWorkedWeekends
        | Constraint::MaximumConsecutiveWorkedWeekends
        | Constraint::MaximumPublicHolidaysWorked
        | Constraint::WholeWeekends => day,
        Constraint::MaximumPaidMinutesPerDay
        | Constraint::MaximumPaidMinutesPerWeek
        | Constraint::MaximumPaidMinutesInPeriod => 2.0 * slot,
        Constraint::MaximumDaysPerWeek
        | Constraint::MinimumDaysOff
        | Constraint::MaximumShifts { .. }
        | Constraint::ForbiddenSuccession { .. }
        | Constraint::Rotation
        | Constraint::LockedShift { .. } => 2.0 * day,
        Constraint::FixedDayOff { .. } => 3.0 * day,
        Constraint::MinimumRest => 4.0 * slot,
        Constraint::MaximumConsecutiveDays | Constraint::Absence { .. } => 4.0 * day,
    }
}

/// Units by which a search for the least evil raises a constraint at a time: an hour of limits of minutes, else one.
pub(crate) fn stride(problem: &Problem, what: &Constraint) -> u32 {
    match what.unit() {
        Unit::Slots => u32::try_from(problem.slots_down(60)).unwrap_or(1).max(1),
        _ => 1,
    }
}

/// Units beyond which a constraint cannot bind.
pub(crate) fn most_units(problem: &Problem, plan: &WorkPlan, what: &Constraint) -> u32 {
    let days = u32::try_from(problem.days.len()).unwrap_or(u32::MAX);
    let minutes = |minutes: u32| minutes.div_ceil(problem.slot_minutes.max(1));
    let limit = what.limit(plan).unwrap_or(0);
    match what {
        Constraint::MinimumRest
        | Constraint::MinimumPaidMinutesPerWeek
        | Constraint::MinimumPaidMinutesInPeriod => minutes(limit),
        Constraint::StartConsistency | Constraint::MaximumPaidMinutesPerDay => minutes(2 * 1440),
        Constraint::MaximumPaidMinutesPerWeek => minutes(7 * 1440),
        Constraint::MaximumPaidMinutesInPeriod => minutes(days.saturating_mul(1440)),
        Constraint::MinimumDaysOff
        | Constraint::MinimumDaysPerWeek
        | Constraint::MinimumShifts { .. }
        | Constraint::MinimumConsecutiveDays
        | Constraint::MinimumConsecutiveDaysOff => limit,
        Constraint::MaximumConsecutiveDays
        | Constraint::MaximumShifts { .. }
        | Constraint::MaximumWorkedWeekends
        | Constraint::MaximumConsecutiveWorkedWeekends
        | Constraint::MaximumPublicHolidaysWorked
        | Constraint::PreferredMaximumConsecutiveDays
        | Constraint::MaximumConsecutiveDaysOff => days.saturating_add(7),
        Constraint::MaximumDaysPerWeek => 7,
        Constraint::DayWindow { .. }
        | Constraint::ForbiddenSuccession { .. }
        | Constraint::Rotation
        | Constraint::WholeWeekends
        | Constraint::Absence { .. }
        | Constraint::FixedDayOff { .. }
        | Constraint::LockedShift { .. } => 1,
    }
}
