use std::collections::BTreeSet;
use std::ops::Range;

use super::desk::Desk;
use super::heads::Heads;
use super::roster::Line;
use crate::lines::{Around, Duty, Effort, Piece, Pricer, Quote, Values};
use crate::master::{Duals, Master, MasterSolution, Scope};
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::generate::engine;

/// Agents who may take the same lines of a part.
pub struct Seat {
    pub class: usize,
    /// Number of agents.
    pub count: u32,
    /// The line that stays outside the window; none when the window is the horizon.
    pub around: Option<Line>,
}

/// Some agents in a window of days, all else held: a linear program over their lines there.
pub struct Part<'d, 'p> {
    pub desk: &'d Desk<'p>,
    pub window: Range<usize>,
    pub seats: Vec<Seat>,
    /// Lines generated, each with its seat.
    pub columns: Vec<(usize, Piece)>,
    pub master: Master<'d>,
    seen: BTreeSet<(usize, Vec<Option<Duty>>)>,
}

/// A line enters when it would lower the objective by this much an agent.
const ENTERING: f64 = 1e-6;

/// Relative gap between linear program and bound at which generation for the whole problem ends.
const TAIL: f64 = 1e-4;

/// How a generation ended.
pub struct Generated {
    pub solution: MasterSolution,
    /// No choice of lines costs less; −∞ when a line could not be priced.
    pub bound: f64,
}

impl<'d, 'p> Part<'d, 'p> {
    /// A part without lines. `held` are the heads of all lines and parts of lines that stay.
    pub fn new(
        desk: &'d Desk<'p>,
        window: Range<usize>,
        seats: Vec<Seat>,
        held: &Heads<'_>,
    ) -> Result<Self, SolveError> {
        let whole = window.len() == desk.days();
        let mut reached = vec![false; desk.reached.len()];
        let days = &desk.problem.days;
        let from = days.get(window.start).map_or(0, |day| day.first_slot);
        // A shift that starts in the window ends within two days of its end.
        let to = if whole {
            reached.len()
        } else {
            let last = (window.end + 1).min(days.len() - 1);
            days[last].end_slot().min(reached.len())
        };
        reached[from..to].copy_from_slice(&desk.reached[from..to]);
        let reached_shifts: Vec<bool> = desk
            .problem
            .shift_demand
            .iter()
            .map(|demand| window.contains(&demand.day))
            .collect();
        let counts: Vec<u32> = seats.iter().map(|seat| seat.count).collect();
        let scope = Scope {
            fixed: Some(held.staffing().heads()),
            reached: &reached,
            fixed_shifts: &held.shifts,
            reached_shifts: &reached_shifts,
        };
        let master = Master::within(&desk.supply, &counts, &scope, false)
            .map_err(|error| engine("part", error))?;
        Ok(Part {
            desk,
            window,
            seats,
            columns: Vec::new(),
            master,
            seen: BTreeSet::new(),
        })
    }

    /// Adds a line unless it is there.
    pub fn add(&mut self, seat: usize, piece: Piece) -> Result<bool, SolveError> {
        if !self.seen.insert((seat, piece.duties.clone())) {
            return Ok(false);
        }
        let skill = self.desk.skill(self.seats[seat].class);
        self.master
            .add_line(seat, skill, &piece.cover, &piece.shifts, piece.cost)
            .map_err(|error| engine("part", error))?;
        self.columns.push((seat, piece));
        Ok(true)
    }

    /// The best line of a seat at given prices.
    pub fn price(
        &self,
        pricer: &mut Pricer,
        seat: usize,
        values: &Values,
        control: &mut Control<'_>,
        effort: Effort,
    ) -> Option<Quote> {
        control.work.pricings += 1;
        let who = &self.seats[seat];
        let around = match &who.around {
            Some(line) => Around::Line(&line.track, &line.piece.duties),
            None => Around::Nothing,
        };
        let order = self.desk.order(who.class, self.window.start, around);
        pricer.best(&order, self.window.clone(), values, effort)
    }

    /// Prices of a seat's skill.
    pub fn values(&self, seat: usize, duals: &Duals) -> Values {
        let class = self.seats[seat].class;
        let slots = if self.desk.classes[class].groups.is_empty() {
            Vec::new()
        } else {
            duals.worth(&self.desk.supply, self.desk.skill(class))
        };
        Values {
            slots,
            shifts: duals.shift.clone(),
        }
    }

    /// Generates lines at the prices of the linear program until no line can lower it by more than `tail`, its bound
    /// passes `cutoff`, or `rounds` are over.
    ///
    /// The bound of a round is the program's objective less what the best lines could lower it by (Lasdon 1970): valid
    /// at the program's own prices, whatever was generated before.
    pub fn generate(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        rounds: usize,
        tail: f64,
        cutoff: f64,
    ) -> Result<Option<Generated>, SolveError> {
        let mut best = f64::NEG_INFINITY;
        let mut round = 0;
        loop {
            if control.should_stop() {
                return Ok(None);
            }
            let solution = self.master.solve().map_err(|error| engine("part", error))?;
            control.work.linear_programs += 1;
            let mut bound = solution.objective;
            let mut found = Vec::new();
            for seat in 0..self.seats.len() {
                let values = self.values(seat, &solution.duals);
                match self.price(pricer, seat, &values, control, Effort::Quick) {
                    Some(quote) => {
                        let price = solution.duals.agent[seat];
                        bound -= f64::from(self.seats[seat].count) * (quote.most + price).max(0.0);
                        if quote.worth + price > ENTERING {
                            found.push((seat, quote.piece));
                        }
                    }
                    None => bound = f64::NEG_INFINITY,
                }
            }
            best = best.max(bound);
            round += 1;
            let mut added = 0;
            for (seat, piece) in found {
                added += usize::from(self.add(seat, piece)?);
            }
            control.work.columns += added;
            if added == 0 || solution.objective - best <= tail || best > cutoff || round >= rounds {
                return Ok(Some(Generated {
                    solution,
                    bound: best,
                }));
            }
        }
    }

    /// Generates lines for the whole problem at prices smoothed towards those of the best bound (Wentges 1997); the bound.
    ///
    /// At any prices no roster costs less than the demand at its prices less what the best line of every agent is worth.
    pub fn generate_stabilised(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        rounds: usize,
    ) -> Result<Option<f64>, SolveError> {
        let supply = &self.desk.supply;
        let mut centre: Option<Duals> = None;
        let mut best = f64::NEG_INFINITY;
        let mut smoothing: f64 = 0.6;
        let mut effort = Effort::Quick;
        for round in 0..rounds {
            let solution = self
                .master
                .solve()
                .map_err(|error| engine("columns", error))?;
            control.work.rounds += 1;
            control.work.linear_programs += 1;
            let prices = centre.as_ref().map_or_else(
                || solution.duals.clone(),
                |centre| solution.duals.towards(centre, smoothing),
            );
            let mut bound = prices.demand_part(supply);
            let mut added = 0;
            for seat in 0..self.seats.len() {
                if control.should_stop() {
                    return Ok((best > f64::NEG_INFINITY).then_some(best));
                }
                let values = self.values(seat, &prices);
                let Some(quote) = self.price(pricer, seat, &values, control, effort) else {
                    bound = f64::NEG_INFINITY;
                    continue;
                };
                bound -= f64::from(self.seats[seat].count) * quote.most;
                let pay = self.values(seat, &solution.duals);
                let slots: f64 = quote.piece.cover.iter().map(|&slot| pay.slots[slot]).sum();
                let shifts: f64 = quote
                    .piece
                    .shifts
                    .iter()
                    .map(|&entry| pay.shifts[entry])
                    .sum();
                let earns = slots + shifts - quote.piece.cost + solution.duals.agent[seat];
                if earns > ENTERING && self.add(seat, quote.piece)? {
                    added += 1;
                }
            }
            control.work.columns += added;
            if bound > best {
                best = bound;
                centre = Some(prices);
            }
            control.bound = control.bound.max(best);
            control.report("columns", 3.0 + 45.0 * (round + 1) as f64 / rounds as f64);
            if solution.objective - best <= TAIL * solution.objective.abs() {
                break;
            }
            if added == 0 {
                if smoothing <= 0.0 && effort == Effort::Exact {
                    break;
                }
                if smoothing <= 0.0 {
                    effort = Effort::Exact;
                }
                smoothing = if smoothing < 0.15 {
                    0.0
                } else {
                    smoothing - 0.2
                };
            }
        }
        Ok((best > f64::NEG_INFINITY).then_some(best))
    }
}
