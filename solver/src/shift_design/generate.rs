use std::collections::BTreeSet;

use super::ShiftDesignError;
use super::class::{Catalogue, PlacedShift};
use super::program::{Answer, Method, Program};
use super::specification::ShiftKind;
use crate::shifts::BreakPlacer;

/// Shifts taken in for one class and day in one round: more make fewer rounds of larger programs.
const SHIFTS_A_ROUND: usize = 6;

/// Fewer new shifts than one in so many are worked in from the last answer.
const FEW: usize = 20;

/// A linear program with all the shifts it needs.
pub(super) struct Relaxed<'a> {
    pub(super) program: Program<'a>,
    pub(super) shifts: Vec<PlacedShift>,
    pub(super) answer: Answer,
    /// No count of shifts and agents costs less.
    pub(super) bound: f64,
}

/// A shift with what it would change the objective by, its breaks where they cost least.
pub(super) struct Priced {
    pub(super) change: f64,
    pub(super) shift: PlacedShift,
}

impl<'a> Relaxed<'a> {
    /// Solves the linear program over all shifts of the catalogue, or over those of some kinds.
    pub(super) fn new(
        catalogue: &'a Catalogue<'a>,
        kinds: Option<&BTreeSet<ShiftKind>>,
        rounds: usize,
    ) -> Result<Self, ShiftDesignError> {
        Self::watched(catalogue, Vec::new(), kinds, rounds, &mut |_| false)
    }

    /// As [`Self::new`], from the given shifts on; `ends` is told the bound of every round and says whether that is enough.
    pub(super) fn watched(
        catalogue: &'a Catalogue<'a>,
        shifts: Vec<PlacedShift>,
        kinds: Option<&BTreeSet<ShiftKind>>,
        rounds: usize,
        ends: &mut dyn FnMut(f64) -> bool,
    ) -> Result<Self, ShiftDesignError> {
        let mut program = Program::new(catalogue, false)?;
        for shift in &shifts {
            program.add(shift)?;
        }
        let answer = program.solve(Method::Interior)?;
        let mut relaxed = Relaxed {
            program,
            shifts,
            answer,
            bound: f64::NEG_INFINITY,
        };
        relaxed.generate_watched(catalogue, kinds, rounds, Method::Interior, ends)?;
        Ok(relaxed)
    }

    /// Adds shifts that pay until none does, or the rounds are over.
    pub(super) fn generate(
        &mut self,
        catalogue: &Catalogue<'_>,
        kinds: Option<&BTreeSet<ShiftKind>>,
        rounds: usize,
        method: Method,
    ) -> Result<(), ShiftDesignError> {
        self.generate_watched(catalogue, kinds, rounds, method, &mut |_| false)
    }

    fn generate_watched(
        &mut self,
        catalogue: &Catalogue<'_>,
        kinds: Option<&BTreeSet<ShiftKind>>,
        rounds: usize,
        method: Method,
        ends: &mut dyn FnMut(f64) -> bool,
    ) -> Result<(), ShiftDesignError> {
        let mut bound = f64::NEG_INFINITY;
        for round in 0..=rounds {
            let mut priced = price(catalogue, &self.program, &self.answer, kinds);
            let room = room_below(catalogue, &self.answer, &priced);
            bound = bound.max(self.answer.objective + room);
            let tolerance = 1e-7 * (1.0 + self.answer.objective.abs());
            priced.retain(|priced| priced.change < -tolerance.min(1e-6));
            let chosen = choose(priced);
            if ends(bound) || chosen.is_empty() || round == rounds {
                break;
            }
            let added = chosen.len();
            for shift in chosen {
                self.program.add(&shift)?;
                self.shifts.push(shift);
            }
            let few = added * FEW < self.shifts.len();
            let method = if few { Method::WarmPrimal } else { method };
            self.answer = self.program.solve(method)?;
        }
        self.bound = bound;
        Ok(())
    }
}

/// How far the objective can fall below the program's: of each class, at most all its agents start the best shift of
/// each day (Lasdon 1970). 0 when no shift pays any more.
fn room_below(catalogue: &Catalogue<'_>, answer: &Answer, priced: &[Priced]) -> f64 {
    let days = catalogue.problem.days.len();
    let mut best = vec![vec![0.0_f64; days]; catalogue.classes.len()];
    for Priced { change, shift } in priced {
        let least = &mut best[shift.class][shift.day];
        *least = least.min(*change);
    }
    let of_class = |(index, least): (usize, &Vec<f64>)| {
        let most = f64::from(catalogue.classes[index].most).max(answer.agents[index]);
        least.iter().sum::<f64>() * most
    };
    best.iter().enumerate().map(of_class).sum()
}

/// The best of each class and day.
fn choose(mut priced: Vec<Priced>) -> Vec<PlacedShift> {
    priced.sort_by(|a, b| {
        let place = |priced: &Priced| (priced.shift.class, priced.shift.day);
        place(a).cmp(&place(b)).then(a.change.total_cmp(&b.change))
    });
    let (mut last, mut count) = (None, 0);
    let mut chosen = Vec::new();
    for Priced { shift, .. } in priced {
        let place = Some((shift.class, shift.day));
        count = if place == last { count + 1 } else { 0 };
        last = place;
        if count < SHIFTS_A_ROUND {
            chosen.push(shift);
        }
    }
    chosen
}

/// Every shift of the catalogue with its breaks at their best under the program's prices.
pub(super) fn price(
    catalogue: &Catalogue<'_>,
    program: &Program<'_>,
    answer: &Answer,
    kinds: Option<&BTreeSet<ShiftKind>>,
) -> Vec<Priced> {
    let end_slot = catalogue.end_slot();
    let mut placer = BreakPlacer::default();
    let mut found = Vec::new();
    for (index, class) in catalogue.classes.iter().enumerate() {
        // Cumulative worth; slots past the horizon are worth nothing.
        let mut prefix = vec![0.0];
        for slot in 0..end_slot {
            let worth = answer.worth[index].get(slot).copied().unwrap_or(0.0);
            prefix.push(prefix[slot] + worth);
        }
        let rules = program.rules[index].iter().zip(&answer.rule_prices[index]);
        let binding: Vec<_> = rules.filter(|(_, price)| **price != 0.0).collect();
        for (day, options) in catalogue.options[class.plan].iter().enumerate() {
            for option in options {
                if kinds.is_some_and(|kinds| !kinds.contains(&catalogue.kind(day, option))) {
                    continue;
                }
                let pattern = &catalogue.patterns[class.plan][option.pattern];
                let Some(loss) = placer.least_loss(pattern, option.start, option.slots, &prefix)
                else {
                    continue;
                };
                let gain = prefix[option.end()] - prefix[option.start] - loss;
                let by_rules: f64 = binding
                    .iter()
                    .map(|(rule, price)| *price * rule.weight(day, option))
                    .sum();
                found.push(Priced {
                    change: -gain - by_rules,
                    shift: PlacedShift {
                        class: index,
                        day,
                        option: *option,
                        starts: placer.starts(pattern),
                    },
                });
            }
        }
    }
    found
}
