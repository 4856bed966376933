//! Whole numbers of agents near the linear program's, and few kinds of shift, for catalogues that are too large for
//! integer programs.

use std::collections::{BTreeMap, BTreeSet};

use super::ShiftDesignError;
use super::class::Catalogue;
use super::generate::Relaxed;
use super::program::Method;
use super::specification::ShiftKind;

/// A value this near to a whole number is one.
const WHOLE: f64 = 1e-5;
/// One in so many broken numbers of agents is settled at once, the nearest to whole first; the others then adapt.
const SETTLED_AT_ONCE: usize = 5;
/// Rounds of generating shifts after each step.
const ROUNDS: usize = 2;
/// One in so many of the kinds too many is left out at once.
const LEFT_OUT_AT_ONCE: usize = 4;

/// Agents by class: rounds some, lets the program adapt, and so on; all at once when `stop` says so.
pub(super) fn settle_agents(
    catalogue: &Catalogue<'_>,
    mut relaxed: Relaxed<'_>,
    kinds: Option<&BTreeSet<ShiftKind>>,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<u32>, ShiftDesignError> {
    let mut settled = vec![0; catalogue.classes.len()];
    let mut open: Vec<usize> = (0..settled.len()).collect();
    while !open.is_empty() {
        let agents = relaxed.answer.agents.clone();
        let distance = |class: &usize| (agents[*class] - agents[*class].round()).abs();
        open.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        let whole = open.iter().filter(|class| distance(class) <= WHOLE).count();
        let broken = open.len() - whole;
        let stopped = stop();
        let steps = if stopped { 1 } else { SETTLED_AT_ONCE };
        for class in open.drain(..whole + broken.div_ceil(steps)) {
            // A count of agents is never below 0 nor above what a contract may have.
            settled[class] = agents[class].round().max(0.0) as u32;
            relaxed.program.set_agents(class, settled[class])?;
        }
        if stopped {
            break;
        }
        relaxed.answer = relaxed.program.solve(Method::WarmDual)?;
        relaxed.generate(catalogue, kinds, ROUNDS, Method::WarmPrimal)?;
    }
    Ok(settled)
}

/// Leaves out the kinds of shift with the fewest agents until few enough are left; the linear program is solved again in
/// between, as the others then take their place. All too many at once when `stop` says so.
pub(super) fn pick_kinds(
    catalogue: &Catalogue<'_>,
    mut relaxed: Relaxed<'_>,
    most: usize,
    rounds: usize,
    stop: &dyn Fn() -> bool,
) -> Result<BTreeSet<ShiftKind>, ShiftDesignError> {
    loop {
        let mut agents: BTreeMap<ShiftKind, f64> = BTreeMap::new();
        for (shift, value) in relaxed.shifts.iter().zip(&relaxed.answer.shifts) {
            if *value > WHOLE {
                let kind = catalogue.kind(shift.day, &shift.option);
                *agents.entry(kind).or_default() += value;
            }
        }
        let mut kinds: Vec<(ShiftKind, f64)> = agents.into_iter().collect();
        kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
        let too_many = kinds.len().saturating_sub(most);
        let stopped = stop();
        let steps = if stopped { 1 } else { LEFT_OUT_AT_ONCE };
        kinds.truncate(kinds.len() - too_many.div_ceil(steps));
        let left: BTreeSet<ShiftKind> = kinds.iter().map(|(kind, _)| *kind).collect();
        if too_many == 0 || stopped {
            return Ok(left);
        }
        for (index, shift) in relaxed.shifts.iter().enumerate() {
            if !left.contains(&catalogue.kind(shift.day, &shift.option)) {
                relaxed.program.leave_out(index)?;
            }
        }
        relaxed.answer = relaxed.program.solve(Method::Interior)?;
        relaxed.generate(catalogue, Some(&left), rounds, Method::Interior)?;
    }
}
