use std::collections::BTreeMap;

use super::SolveError;
use super::arena::Arena;
use super::control::{Control, relative_gap};
use crate::columns::{Column, PlacedShift, Pricer};
use crate::master::{Duals, Master, MasterError};

/// Lines generated so far, each once.
#[derive(Default)]
pub struct Pool {
    pub columns: Vec<Column>,
    seen: BTreeMap<(usize, Vec<PlacedShift>), usize>,
}

impl Pool {
    /// Adds a line to pool and master unless it is there.
    pub fn add(&mut self, master: &mut Master<'_>, column: Column) -> Result<bool, MasterError> {
        let before = self.columns.len();
        Ok(self.place(master, column)? == before)
    }

    /// Position of a line, added to pool and master if it is not there.
    pub fn place(&mut self, master: &mut Master<'_>, column: Column) -> Result<usize, MasterError> {
        let key = (column.class, column.shifts.clone());
        if let Some(&line) = self.seen.get(&key) {
            return Ok(line);
        }
        master.add(&column)?;
        self.seen.insert(key, self.columns.len());
        self.columns.push(column);
        Ok(self.columns.len() - 1)
    }
}

/// The prices of the best bound, and per class what the best line is worth under them.
pub struct RootBound {
    pub duals: Duals,
    pub best_worth: Vec<f64>,
    pub bound: f64,
}

/// A line enters when its cost, less what its heads are worth, lies below its agents' price by this much.
const ENTERING: f64 = 1e-6;
/// Lines wanted per round over all classes.
const LINES_A_ROUND: usize = 60;
/// Relative gap between linear program and bound at which generation ends: beyond lies the tail.
const TAIL: f64 = 1e-3;

/// Generates lines until the Lagrangian bound is within the tail of the linear program.
///
/// The bound holds for any prices (requirements at their price less the worth of each class's best line), so it stays
/// valid when generation ends early. Prices are smoothed towards those of the best bound (Wentges 1997), and each round
/// takes several lines a class, each priced with the slots of the ones before marked down.
pub fn generate(
    arena: &Arena<'_>,
    master: &mut Master<'_>,
    pool: &mut Pool,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
) -> Result<Option<RootBound>, SolveError> {
    let mut best: Option<RootBound> = None;
    let limit = arena.problem.limits.column_rounds;
    let mut smoothing = 0.5;
    for round in 0..limit {
        if control.should_stop() {
            break;
        }
        let solution = master.solve().map_err(|error| engine("columns", error))?;
        control.work.rounds += 1;
        control.work.linear_programs += 1;
        let centre = best.as_ref().map(|root| &root.duals);
        let prices = centre.map_or_else(
            || solution.duals.clone(),
            |centre| solution.duals.towards(centre, smoothing),
        );
        let mut added = price_all(
            arena,
            master,
            pool,
            pricer,
            control,
            &prices,
            &solution.duals,
            &mut best,
        )?;
        if added == 0 && smoothing > 0.0 {
            added = price_all(
                arena,
                master,
                pool,
                pricer,
                control,
                &solution.duals,
                &solution.duals,
                &mut best,
            )?;
            smoothing = (smoothing - 0.1_f64).max(0.0);
        }
        let bound = best.as_ref().map_or(0.0, |root| root.bound);
        control.bound = control.bound.max(bound);
        control.report("columns", 50.0 * (round + 1) as f64 / limit as f64);
        if added == 0 || relative_gap(solution.objective, bound) <= TAIL {
            break;
        }
    }
    Ok(best)
}

/// Prices all classes at `prices`, adds lines that pay at `at`, and keeps the bound if it is the best.
#[expect(
    clippy::too_many_arguments,
    reason = "one step of the loop above, split off for its second call"
)]
fn price_all(
    arena: &Arena<'_>,
    master: &mut Master<'_>,
    pool: &mut Pool,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
    prices: &Duals,
    at: &Duals,
    best: &mut Option<RootBound>,
) -> Result<usize, SolveError> {
    let mut added = 0;
    let mut bound = prices.demand_part(&arena.supply);
    let mut best_worth = Vec::with_capacity(arena.classes.len());
    let each = (LINES_A_ROUND / arena.classes.len().max(1)).max(1);
    for (class, course) in arena.courses.iter().enumerate() {
        let skill = arena.skill_of(class);
        let agents = arena.classes[class].agents.len();
        let mut worth = prices.worth(&arena.supply, skill);
        let pay = at.worth(&arena.supply, skill);
        for copy in 0..each.min(agents) {
            control.work.pricings += 1;
            let Some(priced) = pricer.best(course, class, &worth) else {
                break;
            };
            if copy == 0 {
                bound -= priced.worth * agents as f64;
                best_worth.push(priced.worth);
            }
            let column = priced.column;
            for &slot in &column.cover {
                worth[slot] -= 0.1 * worth[slot].abs();
            }
            let earns: f64 = column.cover.iter().map(|&slot| pay[slot]).sum();
            if earns - column.cost + at.agent[class] > ENTERING
                && pool
                    .add(master, column)
                    .map_err(|error| engine("columns", error))?
            {
                added += 1;
                control.work.columns += 1;
            }
        }
    }
    if best_worth.len() == arena.classes.len()
        && best.as_ref().is_none_or(|root| bound > root.bound)
    {
        *best = Some(RootBound {
            duals: prices.clone(),
            best_worth,
            bound,
        });
    }
    Ok(added)
}

pub fn engine(phase: &'static str, error: MasterError) -> SolveError {
    SolveError::Engine {
        phase,
        status: error.status,
    }
}
