use super::desk::Desk;
use super::roster::{Line, Roster};
use crate::lines::{Around, Pricer};
use crate::master::{Duals, Master, Scope};
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::generate::engine;

/// Lines beyond which no integer program is tried: it cannot be stopped in between.
const MOST_LINES: usize = 6_000;

/// Closes the gap where few lines can still matter: the integer program over all lines whose reduced cost is within the
/// distance of roster and bound finds a better roster or proves that there is none.
pub fn finish<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    duals: &Duals,
    roster: &mut Roster<'d>,
    control: &mut Control<'_>,
) -> Result<(), SolveError> {
    let limits = desk.problem.limits;
    let objective = roster.objective();
    if limits.nodes == 0 || control.should_stop() || control.bound >= objective {
        return Ok(());
    }
    // The bound of these very prices, from the best line of every class.
    let nothing_within = |pricer: &mut Pricer, class: usize, least: f64| {
        let values = crate::lines::Values {
            slots: Vec::new(),
            shifts: duals.shift.clone(),
            breaks: duals.breaks(&desk.supply),
        };
        let order = desk.order(class, 0, Around::Nothing);
        pricer.lines_within(&order, 0..desk.days(), &values, least, MOST_LINES)
    };
    let mut bound = duals.demand_part(&desk.supply);
    for (class, of) in desk.classes.iter().enumerate() {
        let Some((_, best)) = nothing_within(pricer, class, 1e-9) else {
            return Ok(());
        };
        bound -= best * of.agents.len() as f64;
    }
    let slack = (objective - desk.grain - bound).max(0.0) + 1e-6;
    let mut lines = Vec::new();
    for class in 0..desk.classes.len() {
        let Some((found, _)) = nothing_within(pricer, class, slack) else {
            return Ok(());
        };
        lines.extend(found.into_iter().map(|piece| (class, piece)));
        if lines.len() > MOST_LINES {
            return Ok(());
        }
    }
    control.report("restrictedMaster", 95.0);
    let counts: Vec<u32> = desk
        .classes
        .iter()
        .map(|class| u32::try_from(class.agents.len()).unwrap_or(u32::MAX))
        .collect();
    let scope = Scope {
        fixed: None,
        reached: &desk.reached,
        fixed_shifts: &vec![0; desk.supply.shifts.len()],
        reached_shifts: &vec![true; desk.supply.shifts.len()],
    };
    let failed = |error| engine("restrictedMaster", error);
    let mut master = Master::within(&desk.supply, &counts, &scope, true).map_err(failed)?;
    for (class, piece) in &lines {
        master
            .add_line(
                *class,
                desk.skill(*class),
                &piece.cover,
                (&piece.shifts, &piece.breaks),
                piece.cost,
            )
            .map_err(failed)?;
    }
    control.work.linear_programs += 1;
    let Some(answer) = master.solve_integer(limits.nodes, 1e-9).map_err(failed)? else {
        return Ok(());
    };
    control.work.nodes += answer.nodes;
    // A roster outside these lines costs no less than the one at hand.
    control.bound = control.bound.max(answer.bound.min(objective) - 1e-7);
    if desk.grain > 0.0 {
        control.bound = control
            .bound
            .max(((answer.bound - 1e-6).ceil()).min(objective));
    }
    let mut next = roster.clone();
    let mut free: Vec<_> = desk
        .classes
        .iter()
        .map(|class| class.agents.iter())
        .collect();
    for ((class, piece), count) in lines.iter().zip(&answer.counts) {
        for _ in 0..count.round() as i64 {
            let line = Line::new(desk, *class, piece.duties.clone());
            if let (Some(&agent), Some(line)) = (free[*class].next(), line) {
                next.replace(desk, agent, line);
            }
        }
    }
    if next.objective() < objective {
        *roster = next;
    }
    control.objective = Some(roster.objective());
    Ok(())
}
