use std::collections::BTreeSet;

use crate::problem::{DayIndex, Line, Problem, Shift, WorkPlan};
use crate::rules::{BREAK_PLACEMENT, rules_of};
use crate::shifts::{BreakPlacer, Pattern, ShiftOption, placed_shift};

/// An option as a shift, its breaks as early as they may be; none when they do not fit.
pub(crate) fn shift_of(
    problem: &Problem,
    plan: &WorkPlan,
    day: DayIndex,
    option: &ShiftOption,
) -> Option<Shift> {
    let pattern = Pattern::of_option(problem, plan, option)?;
    let mut placer = BreakPlacer::default();
    placer.least_loss(
        &pattern,
        option.start,
        option.slots,
        &vec![0.0; option.end() + 1],
    )?;
    let starts = placer.starts(&pattern);
    Some(placed_shift(plan, &pattern, day, *option, &starts))
}

/// Hard rules that a line keeps as it is and would break with a shift more, or another one on a day it works; by name.
pub(crate) fn rules_against(
    problem: &Problem,
    line: &Line,
    shift: Shift,
) -> BTreeSet<&'static str> {
    let mut with = line.clone();
    with.shifts.retain(|own| own.day != shift.day);
    let place = with.shifts.partition_point(|own| own.day < shift.day);
    with.shifts.insert(place, shift);
    let mut names = BTreeSet::new();
    for rule in rules_of(problem, line.agent) {
        // Breaks move; a minimum that is short already is not what stands against one shift more.
        if rule.name() == BREAK_PLACEMENT {
            continue;
        }
        let broken = |line: &Line| {
            let breaches = rule.breaches(line);
            breaches.iter().filter(|one| one.shortfall == 0).count()
        };
        if broken(&with) > broken(line) {
            names.insert(rule.name());
        }
    }
    names
}
