use super::part::Part;
use crate::lines::{Effort, Piece, Pricer};
use crate::master::Duals;
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::generate::engine;

/// How carefully a linear program is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// In large steps, and new lines only where the last step cost something: what is lost so is more than a percent.
    Quick,
    /// In small steps, with as many new lines after each as lower the program: takes several times as long.
    Careful,
    /// In larger steps still, until this many seats are left: each of the last takes as many programs as dozens of the first
    /// ones, and is served better by a search among the few.
    Leaving(i64),
}

/// Steps of a rounding.
struct Pace {
    /// A line counts as chosen by the linear program from here on.
    nearly_whole: f64,
    /// Rounds of pricing after each step.
    rounds: usize,
    /// Share of the objective by which a step may raise it without new lines.
    tolerance: f64,
    /// At least one seat in so many is rounded in a step.
    least: i64,
    /// At most one in so many.
    most: i64,
    /// Seats left without a line.
    leave: i64,
}

impl Care {
    fn pace(self) -> Pace {
        match self {
            Care::Quick => Pace {
                nearly_whole: 0.6,
                rounds: 5,
                tolerance: 2e-3,
                least: 12,
                most: 5,
                leave: 0,
            },
            Care::Leaving(seats) => Pace {
                least: 6,
                most: 4,
                leave: seats,
                ..Care::Quick.pace()
            },
            Care::Careful => Pace {
                nearly_whole: 0.9,
                rounds: 40,
                tolerance: 2e-5,
                least: 40,
                most: 5,
                leave: 0,
            },
        }
    }
}

impl Part<'_, '_> {
    /// Rounds the linear program to whole lines: holds what is whole, rounds up what is nearly so, prices the seats left,
    /// and solves again. None when the program passes `cutoff` on the way, or the caller stops.
    pub fn dive(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        cutoff: f64,
        care: Care,
    ) -> Result<Option<Vec<(usize, Piece)>>, SolveError> {
        let mut open: Vec<i64> = self
            .seats
            .iter()
            .map(|seat| i64::from(seat.count))
            .collect();
        let mut held = vec![0_i64; self.columns.len()];
        let mut level = f64::INFINITY;
        let pace = care.pace();
        loop {
            if control.should_stop() {
                return Ok(None);
            }
            let mut solution = self
                .master
                .solve_held()
                .map_err(|error| engine("dive", error))?;
            self.count_program(pricer, control);
            // What was held takes lines away that the others counted on: they need others now.
            for _ in 0..pace.rounds {
                if solution.objective <= level + pace.tolerance * level.abs() + 1e-6 {
                    break;
                }
                let before = solution.objective;
                let added = self.price_open(pricer, control, &solution.duals, &open)?;
                if added == 0 || control.should_stop() {
                    break;
                }
                solution = self.master.solve().map_err(|error| engine("dive", error))?;
                self.count_program(pricer, control);
                if solution.objective > before - pace.tolerance * before.abs() {
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
            if remaining <= pace.leave {
                break;
            }
            parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let most = (remaining / pace.most).max(1);
            let least = (remaining / pace.least).max(1);
            let mut rounded = 0;
            for &(part, line) in &parts {
                if rounded >= most || (part < pace.nearly_whole && rounded + moved >= least) {
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
