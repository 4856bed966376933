use std::ops::Range;

use super::desk::Desk;
use super::heads::Heads;
use super::part::{Goal, Part, Seat};
use super::part_dive::Care;
use super::roster::{Line, Roster};
use crate::lines::{Around, Effort, Piece, Pricer, Values};
use crate::random::Random;
use crate::search::SolveError;
use crate::search::control::Control;

/// An improvement below this is rounding.
pub const GAIN: f64 = 1e-6;

/// Sweeps over agents who are given lines anew.
const SETTLING_SWEEPS: usize = 4;

/// Rounds of generation for a part; the dive prices on.
const ROUNDS: usize = 15;

/// The improving search: parts of a roster solved again with all else held.
pub struct Search<'d, 'p, 's> {
    pub desk: &'d Desk<'p>,
    pub pricer: &'s mut Pricer,
    pub random: &'s mut Random,
}

impl<'d> Search<'d, '_, '_> {
    /// Re-prices one agent in a window; true when the line changed for the better.
    pub fn reprice(
        &mut self,
        roster: &mut Roster<'_>,
        agent: usize,
        window: Range<usize>,
        control: &mut Control<'_>,
    ) -> bool {
        let desk = self.desk;
        let class = desk.class_of[agent];
        let skill = desk.skill(class);
        roster.heads.remove(skill, &roster.lines[agent].piece);
        let values = roster.heads.worth(skill);
        let worth = |piece: &Piece| values.of(piece) - piece.cost;
        let line = &roster.lines[agent];
        let better = self
            .best_line(line, class, window, &values, control)
            .filter(|better| worth(&better.piece) > worth(&line.piece) + GAIN);
        let improved = better.is_some();
        if let Some(better) = better {
            roster.lines[agent] = better;
        }
        roster.heads.add(skill, &roster.lines[agent].piece);
        improved
    }

    /// The line with its best part in a window.
    pub fn best_line(
        &mut self,
        line: &Line,
        class: usize,
        window: Range<usize>,
        values: &Values,
        control: &mut Control<'_>,
    ) -> Option<Line> {
        let desk = self.desk;
        let around = if window.len() == desk.days() {
            Around::Nothing
        } else {
            Around::Line(&line.track, &line.piece.duties)
        };
        control.work.pricings += 1;
        let order = desk.order(class, window.start, around);
        let quote = self.pricer.best(&order, window, values, Effort::Quick)?;
        line.with(desk, class, &quote.piece)
    }

    /// Finds lines for agents whose lines do not fit the others' yet: re-prices them a few times over, then solves them as
    /// a part.
    pub fn settle(
        &mut self,
        roster: &mut Roster<'d>,
        agents: &[usize],
        control: &mut Control<'_>,
    ) -> Result<(), SolveError> {
        let days = 0..self.desk.days();
        for _ in 0..SETTLING_SWEEPS {
            let mut improved = false;
            for &agent in agents {
                improved |= self.reprice(roster, agent, days.clone(), control);
            }
            if !improved {
                break;
            }
        }
        if !agents.is_empty() {
            self.improve(roster, agents, days, control, false, Care::Quick)?;
        }
        Ok(())
    }

    /// Solves the part of `agents` in `window` again; keeps what is not worse. The change of the objective.
    pub fn improve(
        &mut self,
        roster: &mut Roster<'d>,
        agents: &[usize],
        window: Range<usize>,
        control: &mut Control<'_>,
        sideways: bool,
        care: Care,
    ) -> Result<f64, SolveError> {
        let desk = self.desk;
        let whole = window.len() == desk.days();
        let mut held = roster.heads.clone();
        let mut seats = Vec::with_capacity(agents.len());
        let mut pieces = Vec::with_capacity(agents.len());
        for &agent in agents {
            let class = desk.class_of[agent];
            let line = &roster.lines[agent];
            let Some(piece) = line.part(desk, class, window.clone()) else {
                return Ok(0.0);
            };
            held.remove(desk.skill(class), &piece);
            seats.push(Seat {
                class,
                count: 1,
                around: (!whole).then(|| line.clone()),
            });
            pieces.push(piece);
        }
        let now = roster.heads.cost() + pieces.iter().map(|piece| piece.cost).sum::<f64>();
        let mut part = Part::new(desk, window, seats, &held)?;
        for (seat, piece) in pieces.into_iter().enumerate() {
            part.add(seat, piece)?;
        }
        self.seed(&mut part, &held, control)?;
        // What cannot improve is left: objectives differ by the grain at least.
        let better = now - desk.grain.max(GAIN) + GAIN;
        let cutoff = if sideways { now + GAIN } else { better };
        let goal = Goal {
            rounds: ROUNDS,
            tail: if desk.grain > 0.0 {
                0.25
            } else {
                1e-4 * now.abs()
            },
            cutoff,
            exact: false,
            from_nothing: false,
        };
        let Some(generated) = part.generate(self.pricer, control, &goal, &mut |_, _, _| ())? else {
            return Ok(0.0);
        };
        if generated.bound > cutoff || generated.objective > now + GAIN {
            return Ok(0.0);
        }
        let Some(chosen) = part.dive(self.pricer, control, cutoff, care)? else {
            return Ok(0.0);
        };
        let before = roster.objective();
        let mut next = roster.clone();
        for (seat, piece) in chosen {
            let agent = agents[seat];
            let class = desk.class_of[agent];
            let Some(line) = next.lines[agent].with(desk, class, &piece) else {
                return Ok(0.0);
            };
            next.replace(desk, agent, line);
        }
        let after = next.objective();
        if after < before + GAIN {
            *roster = next;
            return Ok((after - before).min(0.0));
        }
        Ok(0.0)
    }

    /// First lines of a part: its seats one after the other take what is worth most, twice over, from nothing.
    fn seed(
        &mut self,
        part: &mut Part<'_, '_>,
        held: &Heads<'_>,
        control: &mut Control<'_>,
    ) -> Result<(), SolveError> {
        let mut order: Vec<usize> = (0..part.seats.len()).collect();
        self.random.shuffle(&mut order);
        let mut heads = held.clone();
        let mut chosen: Vec<Option<Piece>> = vec![None; order.len()];
        for _ in 0..2 {
            for &seat in &order {
                if control.should_stop() {
                    return Ok(());
                }
                let skill = self.desk.skill(part.seats[seat].class);
                if let Some(piece) = &chosen[seat] {
                    heads.remove(skill, piece);
                }
                let values = heads.worth(skill);
                let quote = part.price(self.pricer, seat, &values, control, Effort::Quick);
                if let Some(quote) = quote {
                    part.add(seat, quote.piece.clone())?;
                    chosen[seat] = Some(quote.piece);
                }
                if let Some(piece) = &chosen[seat] {
                    heads.add(skill, piece);
                }
            }
        }
        Ok(())
    }
}
