use super::ExplainError;
use crate::lines::{Around, Effort, Piece, Pricer, Values};
use crate::master::{Duals, MasterError, MasterSolution};
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::general::{Desk, Goal, Heads, LONGEST_WHOLE, Part, Roster, Seat};

/// Share by which linear program and bound may differ when generation ends: what is left is told as slack, and the last
/// digits take longer than all before.
const TAIL: f64 = 1e-5;
/// A line pays when it lowers the linear program by more than this an agent.
const PAYS: f64 = 1e-7;

/// The linear program over whole lines, solved to its end.
pub(crate) struct Program {
    /// Its objective over the lines generated.
    pub objective: f64,
    /// No roster costs less.
    pub bound: f64,
    /// Prices at or near its optimum: those of the bound, of a corner, and of the middle of those that are as good.
    pub points: Vec<Duals>,
}

impl Program {
    /// Solves it, beginning with a roster's lines.
    ///
    /// # Errors
    /// [`ExplainError::HorizonTooLong`] when a line is too long for one graph, [`ExplainError::Stopped`].
    pub fn of(
        desk: &Desk<'_>,
        pricer: &mut Pricer,
        roster: &Roster<'_>,
        control: &mut Control<'_>,
    ) -> Result<Self, ExplainError> {
        if desk.days() > LONGEST_WHOLE {
            return Err(ExplainError::HorizonTooLong {
                days: desk.days(),
                most: LONGEST_WHOLE,
            });
        }
        let count = |class: &crate::columns::AgentClass| class.agents.len();
        let seats = desk.classes.iter().enumerate().map(|(index, class)| Seat {
            class: index,
            count: u32::try_from(count(class)).unwrap_or(u32::MAX),
            around: None,
        });
        let mut part = Part::new(desk, 0..desk.days(), seats.collect(), &Heads::none(desk))?;
        for (agent, line) in roster.lines.iter().enumerate() {
            part.add(desk.class_of[agent], line.piece.clone())?;
        }
        let goal = Goal {
            rounds: desk.problem.limits.column_rounds,
            tail: (1.0 + roster.objective().abs()) * TAIL,
            cutoff: f64::INFINITY,
            exact: true,
            from_nothing: true,
        };
        let generated = part
            .generate(pricer, control, &goal, &mut |control, _, _| {
                control.work.rounds += 1;
            })?
            .ok_or(ExplainError::Stopped)?;
        let corner = price_out(&mut part, pricer, control)?;
        let middle = part.master.solve_interior().map_err(engine)?;
        control.work.linear_programs += 1;
        Ok(Program {
            objective: corner.objective,
            bound: generated.bound,
            points: generated
                .prices
                .into_iter()
                .chain([corner.duals, middle.duals])
                .collect(),
        })
    }

    /// How far the program is from the bound at each of the points; none where a line could not be priced.
    pub fn slacks(&self, desk: &Desk<'_>, pricer: &mut Pricer) -> Vec<Option<f64>> {
        let points = self.points.iter();
        points
            .map(|duals| {
                let worth = worth_of_all(desk, pricer, duals)?;
                let bound = duals.demand_part(&desk.supply) - worth;
                Some((self.objective - bound).max(0.0))
            })
            .collect()
    }
}

/// Rounds after the last of generation in which lines are priced at a corner's own prices.
const CORNER_ROUNDS: usize = 30;

/// Adds lines until none pays at the prices of the corner itself, which generation does not look at in the end.
fn price_out(
    part: &mut Part<'_, '_>,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
) -> Result<MasterSolution, ExplainError> {
    let mut corner = part.master.solve().map_err(engine)?;
    for _ in 0..CORNER_ROUNDS {
        control.work.linear_programs += 1;
        let mut added = 0;
        for seat in 0..part.seats.len() {
            if control.should_stop() {
                return Err(ExplainError::Stopped);
            }
            let values = part.values(seat, &corner.duals);
            let quote = part.price(pricer, seat, &values, control, Effort::Exact);
            if let Some(quote) = quote
                && quote.worth + corner.duals.agent[seat] > PAYS
                && part.add(seat, quote.piece)?
            {
                added += 1;
            }
        }
        if added == 0 {
            break;
        }
        control.work.columns += added;
        corner = part.master.solve().map_err(engine)?;
    }
    Ok(corner)
}

fn engine(error: MasterError) -> ExplainError {
    ExplainError::Solve(SolveError::Engine {
        phase: "prices",
        status: error.status,
    })
}

/// What one more head is worth to a class at given prices.
pub(crate) fn values(desk: &Desk<'_>, class: usize, duals: &Duals) -> Values {
    let slots = if desk.classes[class].groups.is_empty() {
        vec![0.0; desk.reached.len()]
    } else {
        duals.worth(&desk.supply, desk.skill(class))
    };
    Values {
        slots,
        shifts: duals.shift.clone(),
        breaks: duals.breaks(&desk.supply),
    }
}

/// The line of a class worth most at given prices, and what none is worth more than.
pub(crate) fn best_line(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    class: usize,
    values: &Values,
) -> Option<(Piece, f64)> {
    let order = desk.order(class, 0, Around::Nothing);
    let quote = pricer.best(&order, 0..desk.days(), values, Effort::Exact)?;
    Some((quote.piece, quote.most))
}

/// What the best lines of all classes are worth together at given prices; none when one could not be priced. The demand at
/// these prices less it is a bound (Lasdon 1970).
fn worth_of_all(desk: &Desk<'_>, pricer: &mut Pricer, duals: &Duals) -> Option<f64> {
    let mut sum = 0.0;
    for (class, who) in desk.classes.iter().enumerate() {
        let (_, most) = best_line(desk, pricer, class, &values(desk, class, duals))?;
        sum += who.agents.len() as f64 * most;
    }
    Some(sum)
}
