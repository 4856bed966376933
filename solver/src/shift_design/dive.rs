//! Rounds the linear program of a large catalogue, where an integer program takes too long.

use std::collections::BTreeSet;

use super::ShiftDesignError;
use super::class::{Catalogue, PlacedShift};
use super::generate::Relaxed;
use super::program::{Answer, Method};
use super::specification::ShiftKind;

/// A value this near to a whole number is one.
const WHOLE: f64 = 1e-5;
/// One in so many broken numbers is settled at once, the nearest to whole first; the others then adapt.
const SETTLED_AT_ONCE: usize = 5;
/// Rounds of generating shifts after each step.
const ROUNDS: usize = 2;

/// Settles the agents, then the shifts, solving the program again in between and generating shifts that now pay.
///
/// Settled numbers keep every rule that may not be missed, so that the program always has an answer.
pub(super) fn dive(
    catalogue: &Catalogue<'_>,
    mut relaxed: Relaxed<'_>,
    kinds: Option<&BTreeSet<ShiftKind>>,
) -> Result<(Answer, Vec<PlacedShift>), ShiftDesignError> {
    settle_agents(catalogue, &mut relaxed, kinds)?;
    let mut closed = vec![false; relaxed.shifts.len()];
    loop {
        closed.resize(relaxed.shifts.len(), false);
        let values = relaxed.answer.shifts.clone();
        let mut broken: Vec<usize> = (0..values.len())
            .filter(|&shift| is_broken(values[shift]))
            .collect();
        if broken.is_empty() {
            return Ok((relaxed.answer, relaxed.shifts));
        }
        broken.sort_by(|&a, &b| values[b].fract().total_cmp(&values[a].fract()));
        let mut held: Vec<f64> = values.iter().map(|value| (value + WHOLE).floor()).collect();
        let mut room = Room::new(catalogue, &relaxed, &held);
        let mut settled = 0;
        for &shift in &broken {
            if settled * SETTLED_AT_ONCE > broken.len() {
                break;
            }
            if room.takes(&relaxed, shift) {
                held[shift] += 1.0;
                settled += 1;
            } else {
                closed[shift] = true;
            }
        }
        for (shift, &least) in held.iter().enumerate() {
            let most = if closed[shift] { least } else { f64::INFINITY };
            relaxed.program.hold(shift, least, most)?;
        }
        relaxed.answer = relaxed.program.solve(Method::WarmDual)?;
        relaxed.generate(catalogue, kinds, ROUNDS, Method::WarmPrimal)?;
    }
}

fn settle_agents(
    catalogue: &Catalogue<'_>,
    relaxed: &mut Relaxed<'_>,
    kinds: Option<&BTreeSet<ShiftKind>>,
) -> Result<(), ShiftDesignError> {
    let mut open: Vec<usize> = (0..catalogue.classes.len()).collect();
    while !open.is_empty() {
        let agents = relaxed.answer.agents.clone();
        let distance = |class: &usize| (agents[*class] - agents[*class].round()).abs();
        open.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        let whole = open.iter().filter(|class| distance(class) <= WHOLE).count();
        let broken = open.len() - whole;
        for class in open.drain(..whole + broken.div_ceil(SETTLED_AT_ONCE)) {
            // A count of agents is never below 0 nor above what a contract may have.
            let count = agents[class].round().max(0.0) as u32;
            relaxed.program.set_agents(class, count)?;
        }
        relaxed.answer = relaxed.program.solve(Method::WarmDual)?;
        relaxed.generate(catalogue, kinds, ROUNDS, Method::WarmPrimal)?;
    }
    Ok(())
}

fn is_broken(value: f64) -> bool {
    (value - value.round()).abs() > WHOLE
}

/// What the rules that may not be missed still allow, by class and rule.
struct Room(Vec<Vec<f64>>);

impl Room {
    fn new(catalogue: &Catalogue<'_>, relaxed: &Relaxed<'_>, held: &[f64]) -> Self {
        let mut room: Vec<Vec<f64>> = (0..catalogue.classes.len())
            .map(|class| {
                let rules = relaxed.program.rules[class].iter();
                let agents = relaxed.answer.agents[class].round();
                rules
                    .map(|rule| rule.per_agent * agents - rule.at_least)
                    .collect()
            })
            .collect();
        for (shift, &count) in relaxed
            .shifts
            .iter()
            .zip(held)
            .filter(|(_, count)| **count > 0.0)
        {
            let rules = &relaxed.program.rules[shift.class];
            for (left, rule) in room[shift.class].iter_mut().zip(rules) {
                *left += count * rule.weight(shift.day, &shift.option);
            }
        }
        Room(room)
    }

    /// Takes one more agent on a shift if all rules allow it.
    fn takes(&mut self, relaxed: &Relaxed<'_>, shift: usize) -> bool {
        let shift = &relaxed.shifts[shift];
        let rules = &relaxed.program.rules[shift.class];
        let weights: Vec<f64> = rules
            .iter()
            .map(|rule| match rule.price_of_shortfall {
                // It may be missed, and a shift more only helps it.
                Some(_) => 0.0,
                None => rule.weight(shift.day, &shift.option),
            })
            .collect();
        let left = &mut self.0[shift.class];
        let fits = left
            .iter()
            .zip(&weights)
            .all(|(left, weight)| *weight == 0.0 || left + weight >= -WHOLE);
        if fits {
            left.iter_mut()
                .zip(&weights)
                .for_each(|(left, weight)| *left += weight);
        }
        fits
    }
}
