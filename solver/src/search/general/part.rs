use std::collections::BTreeSet;
use std::ops::Range;

use super::desk::Desk;
use super::heads::Heads;
use super::roster::Line;
use crate::lines::{Around, Duty, Effort, Piece, Pricer, Quote, Values};
use crate::master::{Duals, Master, Scope};
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::generate::engine;

/// Agents who may take the same lines of a part.
#[derive(Clone)]
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

/// Cells of a table that take as long as a linear program, by the square of its lines.
const CELLS_A_SQUARE: usize = 50;

/// The least that one takes.
const LEAST_CELLS: usize = 200_000;

/// When a generation has reached enough.
pub struct Goal {
    pub rounds: usize,
    /// Distance of linear program and bound.
    pub tail: f64,
    /// Bound beyond which the part is of no interest.
    pub cutoff: f64,
    /// Price counts exactly in the end, for the bound's sake.
    pub exact: bool,
    /// Begin with the bound of no prices: only where nothing is held.
    pub from_nothing: bool,
}

/// How a generation ended.
pub struct Generated {
    /// Of the linear program.
    pub objective: f64,
    /// No choice of lines costs less; −∞ when a line could not be priced.
    pub bound: f64,
    /// The prices of the bound.
    pub prices: Option<Duals>,
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
        let rows = desk.supply.shifts.iter();
        let reached_shifts: Vec<bool> = rows.map(|row| window.contains(&row.day)).collect();
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

    /// The same part with the lines only that are worth most at these prices, `each` for an agent: a linear program that
    /// is solved again and again need not carry those which it would hardly choose.
    pub fn promising(
        &self,
        prices: &Duals,
        each: usize,
        held: &Heads<'_>,
    ) -> Result<Self, SolveError> {
        let mut by_seat: Vec<Vec<(f64, &Piece)>> = vec![Vec::new(); self.seats.len()];
        let values: Vec<Values> = (0..self.seats.len())
            .map(|seat| self.values(seat, prices))
            .collect();
        for (seat, piece) in &self.columns {
            by_seat[*seat].push((values[*seat].of(piece) - piece.cost, piece));
        }
        let mut part = Part::new(self.desk, self.window.clone(), self.seats.clone(), held)?;
        for (seat, mut pieces) in by_seat.into_iter().enumerate() {
            pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
            let most = each * self.seats[seat].count as usize;
            for (_, piece) in pieces.into_iter().take(most) {
                part.add(seat, piece.clone())?;
            }
        }
        Ok(part)
    }

    /// Adds a line unless it is there.
    pub fn add(&mut self, seat: usize, piece: Piece) -> Result<bool, SolveError> {
        if !self.seen.insert((seat, piece.duties.clone())) {
            return Ok(false);
        }
        let skill = self.desk.skill(self.seats[seat].class);
        self.master
            .add_line(
                seat,
                skill,
                &piece.cover,
                (&piece.shifts, &piece.breaks),
                piece.cost,
            )
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
            breaks: duals.breaks(&self.desk.supply),
        }
    }

    /// Counts a linear program as work, about as long as it takes.
    pub fn count_program(&self, pricer: &mut Pricer, control: &mut Control<'_>) {
        control.work.linear_programs += 1;
        pricer.work += (self.columns.len().pow(2) * CELLS_A_SQUARE).max(LEAST_CELLS);
    }

    /// Generates lines until none can lower the linear program by more than `goal.tail`, the bound passes `goal.cutoff`, or
    /// the rounds are over. `seen` is told the objective and the bound of every round.
    ///
    /// At any prices nothing costs less than the demand at its prices less what the best lines are worth (Lasdon 1970).
    /// Prices are smoothed towards those of the best bound (Wentges 1997).
    pub fn generate(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        goal: &Goal,
        seen: &mut dyn FnMut(&mut Control<'_>, usize, f64),
    ) -> Result<Option<Generated>, SolveError> {
        // Prices of the best bound with the value of the demand at them.
        let mut centre: Option<(Duals, f64)> = None;
        let mut best = f64::NEG_INFINITY;
        if goal.from_nothing {
            // Without any price of demand no line costs less than nothing: far better than the prices of the first lines.
            centre = Some((Duals::nothing(&self.desk.supply, self.seats.len()), 0.0));
            best = 0.0;
        }
        let (mut smoothing, mut effort) =
            (if goal.from_nothing { 0.3 } else { 0.6 }, Effort::Quick);
        let mut round = 0;
        loop {
            let solution = self
                .master
                .solve()
                .map_err(|error| engine("columns", error))?;
            self.count_program(pricer, control);
            let seats = self.seats.iter().zip(&solution.duals.agent);
            let of_agents: f64 = seats
                .map(|(seat, price)| f64::from(seat.count) * price)
                .sum();
            let mut demand = if goal.from_nothing {
                solution.duals.demand_part(&self.desk.supply)
            } else {
                solution.objective - of_agents
            };
            let mut prices = solution.duals.clone();
            if let Some((duals, value)) = &centre {
                prices = prices.towards(duals, smoothing);
                // The value of the demand is concave in the prices, linear where no cost rises: between two points it is no
                // less than this.
                demand += smoothing * (value - demand);
                if goal.from_nothing && self.desk.supply.is_stepped() {
                    demand = prices.demand_part(&self.desk.supply);
                }
            }
            let mut bound = demand;
            let mut added = 0;
            for seat in 0..self.seats.len() {
                if control.should_stop() {
                    return Ok(None);
                }
                let values = self.values(seat, &prices);
                let Some(quote) = self.price(pricer, seat, &values, control, effort) else {
                    bound = f64::NEG_INFINITY;
                    continue;
                };
                bound -= f64::from(self.seats[seat].count) * quote.most;
                let pay = self.values(seat, &solution.duals);
                let earns = pay.of(&quote.piece) - quote.piece.cost + solution.duals.agent[seat];
                if earns > ENTERING && self.add(seat, quote.piece)? {
                    added += 1;
                }
            }
            if added > 0 {
                let turns: Vec<usize> = (0..self.seats.len())
                    .map(|turn| (turn + 7 * round) % self.seats.len())
                    .collect();
                added += self.answer_each_other(pricer, control, &prices, &turns)?;
            }
            control.work.columns += added;
            if bound > best {
                best = bound;
                centre = Some((prices, demand));
            }
            round += 1;
            seen(control, round, best);
            let stuck = added == 0 && smoothing <= 0.0 && (effort == Effort::Exact || !goal.exact);
            let done = solution.objective - best <= goal.tail || best > goal.cutoff;
            if stuck || done || round >= goal.rounds {
                return Ok(Some(Generated {
                    objective: solution.objective,
                    bound: best,
                    prices: centre.map(|(prices, _)| prices),
                }));
            }
            if added == 0 {
                if smoothing <= 0.0 {
                    effort = Effort::Exact;
                }
                smoothing = if smoothing < 0.25 {
                    0.0
                } else {
                    smoothing - 0.2
                };
            }
        }
    }

    /// Lines priced one seat after the other, demand being worth less the more seats before took it: together they make a
    /// roster, where lines priced alone all go for the same days.
    pub fn answer_each_other(
        &mut self,
        pricer: &mut Pricer,
        control: &mut Control<'_>,
        prices: &Duals,
        turns: &[usize],
    ) -> Result<usize, SolveError> {
        let supply = &self.desk.supply;
        let mut down = prices.clone();
        let mut added = 0;
        for &seat in turns {
            if control.should_stop() {
                break;
            }
            let values = self.values(seat, &down);
            let Some(quote) = self.price(pricer, seat, &values, control, Effort::Quick) else {
                continue;
            };
            for &entry in &quote.piece.shifts {
                let row = &supply.shifts[entry];
                let left = down.shift[entry] - prices.shift[entry].abs() / row.required.max(1.0);
                down.shift[entry] = left.max(-row.over_cost);
            }
            for &(limit, slot) in &quote.piece.breaks {
                let group = supply.break_group(limit);
                let most = supply.required[slot][group].max(1.0);
                let (price, dearest) =
                    (&mut down.head[group][slot], supply.costs[group].over.most());
                *price = (*price - dearest / most).max(-dearest);
            }
            for &group in &supply.skill_sets[self.desk.skill(self.seats[seat].class)] {
                for &slot in &quote.piece.cover {
                    let required = supply.required[slot][group].max(1.0);
                    let left = down.head[group][slot] - prices.head[group][slot].abs() / required;
                    down.head[group][slot] = left.max(-supply.costs[group].over.most());
                }
            }
            added += usize::from(self.add(seat, quote.piece)?);
        }
        Ok(added)
    }
}
