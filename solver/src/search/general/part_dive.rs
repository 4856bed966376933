use super::part::Part;
use crate::lines::{Effort, Piece, Pricer};
use crate::master::Duals;
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::generate::engine;

/// A line counts as chosen by the linear program from here on.
const NEARLY_WHOLE: f64 = 0.6;
/// Rounds of pricing after each rounding.
const ROUNDS: usize = 5;

impl Part<'_, '_> {
    /// Rounds the linear program to whole lines: holds what is whole, rounds up what is nearly so, prices the seats left,
    /// and solves again. The last `leave` agents get no line: each takes as many programs as dozens of the first ones, and
    /// is served better by a search among the few. None when the program passes `cutoff` on the way, or the caller stops.
    pub fn dive(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        cutoff: f64,
        leave: i64,
    ) -> Result<Option<Vec<(usize, Piece)>>, SolveError> {
        let mut open: Vec<i64> = self
            .seats
            .iter()
            .map(|seat| i64::from(seat.count))
            .collect();
        let mut held = vec![0_i64; self.columns.len()];
        let mut level = f64::INFINITY;
        // Who leaves the last to others can afford to be wrong more often.
        let pace = if leave > 0 { 6 } else { 12 };
        loop {
            if control.should_stop() {
                return Ok(None);
            }
            let mut solution = self
                .master
                .solve_held()
                .map_err(|error| engine("dive", error))?;
            control.work.linear_programs += 1;
            // What was held takes lines away that the others counted on: they need others now.
            for _ in 0..ROUNDS {
                if solution.objective <= level + 0.002 * level.abs() + 1e-6 {
                    break;
                }
                let before = solution.objective;
                let added = self.price_open(pricer, control, &solution.duals, &open)?;
                if added == 0 || control.should_stop() {
                    break;
                }
                solution = self.master.solve().map_err(|error| engine("dive", error))?;
                control.work.linear_programs += 1;
                if solution.objective > before - 0.002 * before.abs() {
                    break;
                }
            }
            level = solution.objective;
            if solution.objective > cutoff {
                return Ok(None);
            }
            held.resize(self.columns.len(), 0);
            let mut parts = Vec::new();
            let mut moved = 0;
            for (line, &count) in solution.counts.iter().enumerate() {
                let seat = self.columns[line].0;
                let whole = ((count + 1e-6).floor() as i64 - held[line]).clamp(0, open[seat]);
                if whole > 0 {
                    held[line] += whole;
                    open[seat] -= whole;
                    moved += whole;
                    self.hold(line, held[line])?;
                }
                let part = count - held[line] as f64;
                if part > 1e-6 && open[seat] > 0 {
                    parts.push((part, line));
                }
            }
            let remaining: i64 = open.iter().sum();
            if remaining <= leave {
                break;
            }
            parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let (batch, least) = (
                (remaining / if leave > 0 { 4 } else { 5 }).max(1),
                (remaining / pace).max(1),
            );
            let mut rounded = 0;
            for &(part, line) in &parts {
                if rounded >= batch || (part < NEARLY_WHOLE && rounded + moved >= least) {
                    break;
                }
                let seat = self.columns[line].0;
                if open[seat] > 0 {
                    held[line] += 1;
                    open[seat] -= 1;
                    rounded += 1;
                    self.hold(line, held[line])?;
                }
            }
            if rounded == 0 && moved == 0 {
                return Ok(None);
            }
            self.price_open(pricer, control, &solution.duals, &open)?;
        }
        let mut chosen = Vec::new();
        for (line, &count) in held.iter().enumerate() {
            for _ in 0..count {
                chosen.push(self.columns[line].clone());
            }
        }
        Ok(Some(chosen))
    }

    /// Lines for seats that are not full yet: alone at the given prices, and in answer to each other.
    fn price_open(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        duals: &Duals,
        open: &[i64],
    ) -> Result<usize, SolveError> {
        let seats: Vec<usize> = (0..self.seats.len())
            .filter(|&seat| open[seat] > 0)
            .collect();
        let mut added = 0;
        for &seat in &seats {
            let values = self.values(seat, duals);
            let quote = self.price(pricer, seat, &values, control, Effort::Quick);
            if let Some(quote) = quote
                && quote.worth + duals.agent[seat] > 1e-6
            {
                added += usize::from(self.add(seat, quote.piece)?);
            }
        }
        if added > 0 {
            added += self.answer_each_other(pricer, control, duals, &seats)?;
        }
        control.work.columns += added;
        Ok(added)
    }

    fn hold(&mut self, line: usize, least: i64) -> Result<(), SolveError> {
        self.master
            .hold(line, least as f64)
            .map_err(|error| engine("dive", error))
    }
}
