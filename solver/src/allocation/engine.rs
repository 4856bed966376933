//! A program given to HiGHS.

use highs::{
    Col, HighsModelStatus, HighsSolutionStatus, HighsStatus, Model, RowProblem, Sense, SolvedModel,
};

use super::error::AllocationError;
use super::problem::Problem;
use super::program::Program;

/// Branch-and-bound nodes of a hand-out in whole minutes: a limit that is the same on every machine.
const MOST_NODES: i32 = 2_000;

/// Below this a number of minutes is the engine's noise.
pub(super) const NOISE_MINUTES: f64 = 1e-6;

/// A dual as a price: never negative, and noise is nothing.
pub(super) fn price(dual: f64) -> f64 {
    if dual > 1e-9 { dual } else { 0.0 }
}

/// How finely minutes are handed out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Grain<'a> {
    /// In fractions.
    Fractions,
    /// Whole.
    Whole,
    /// Whole, each next below or above what was found in fractions, by column.
    NextTo(&'a [f64]),
}

/// The best point of a program.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// By column.
    pub(super) values: Vec<f64>,
    /// Gain per unit of each row's limit; of no use in whole minutes.
    pub(super) prices: Vec<f64>,
    /// No point is worth more, given the minutes missing to minima.
    pub(super) bound: f64,
}

/// The best point. Where the minima exclude one another, those of priority 5 come as near as they can together, then
/// those of 4, and so on to 1; only then the aim counts. So no value, however great, outweighs a minimum, and no
/// penalty has to be chosen.
pub(super) fn settle(
    problem: &Problem,
    program: &Program,
    grain: Grain<'_>,
) -> Result<Settled, AllocationError> {
    if program.uses.is_empty() {
        return Ok(Settled {
            values: vec![0.0; program.worth.len()],
            prices: vec![0.0; program.rows.len()],
            bound: 0.0,
        });
    }
    let whole = !matches!(grain, Grain::Fractions);
    let (model, columns) = model_of(program, grain)?;
    let solved = model.try_solve().map_err(refused)?;
    if solved.status() == HighsModelStatus::Optimal || program.missing.is_empty() {
        return read(program, whole, &solved);
    }
    match solved.status() {
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {}
        // Out of nodes: whether the minima can be met together is unknown, but this point meets them.
        _ if solved.primal_solution_status() == HighsSolutionStatus::Feasible => {
            return read(program, whole, &solved);
        }
        _ if whole => return Err(AllocationError::NoWholeMinutes { nodes: MOST_NODES }),
        _ => return Err(ended(&solved)),
    }
    let solved = nearest_minima(problem, program, solved.into(), &columns)?;
    read(program, whole, &solved)
}

fn nearest_minima(
    problem: &Problem,
    program: &Program,
    mut model: Model,
    columns: &[Col],
) -> Result<SolvedModel, AllocationError> {
    let missing = |number: usize| columns[program.first_missing() + number];
    for (column, worth) in columns.iter().zip(&program.worth) {
        if *worth != 0.0 {
            model.change_column_cost(*column, 0.0);
        }
    }
    for number in 0..program.missing.len() {
        model.change_column_bounds(missing(number), 0.0..);
    }
    for priority in (1..=5).rev() {
        let members: Vec<usize> = program
            .missing
            .iter()
            .enumerate()
            .filter(|(_, campaign)| problem.campaigns[**campaign].priority == priority)
            .map(|(number, _)| number)
            .collect();
        if members.is_empty() {
            continue;
        }
        for &number in &members {
            model.change_column_cost(missing(number), -1.0);
        }
        let solved = model.try_solve().map_err(refused)?;
        if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
            let left_off = solved.status() == HighsModelStatus::ReachedSolutionLimit;
            return Err(if left_off {
                AllocationError::NoWholeMinutes { nodes: MOST_NODES }
            } else {
                ended(&solved)
            });
        }
        let least = (-solved.objective_value()).max(0.0);
        model = solved.into();
        for &number in &members {
            model.change_column_cost(missing(number), 0.0);
        }
        let together = members.iter().map(|&number| (missing(number), 1.0));
        // A hair more than the least, so that the engine's tolerance does not make the next step impossible.
        let room = 1e-7 + 1e-9 * least;
        model
            .try_add_row(..=least + room, together)
            .map_err(refused)?;
    }
    for (column, worth) in columns.iter().zip(&program.worth) {
        if *worth != 0.0 {
            model.change_column_cost(*column, *worth);
        }
    }
    model.try_solve().map_err(refused)
}

fn model_of(program: &Program, grain: Grain<'_>) -> Result<(Model, Vec<Col>), AllocationError> {
    let mut rows = RowProblem::default();
    let missing = program.first_missing()..program.first_extra();
    let columns: Vec<Col> = program
        .worth
        .iter()
        .enumerate()
        .map(|(column, &worth)| {
            if missing.contains(&column) {
                // Minima are hard until that is seen to be impossible.
                return rows.add_column(worth, 0.0..=0.0);
            }
            let minutes = column < program.uses.len();
            match grain {
                Grain::Whole if minutes => rows.add_integer_column(worth, 0.0..),
                Grain::NextTo(found) if minutes => {
                    let (least, most) = whole_neighbours(found[column]);
                    rows.add_column_with_integrality(worth, least..=most, least < most)
                }
                _ => rows.add_column(worth, 0.0..),
            }
        })
        .collect();
    for row in &program.rows {
        let entries = row.entries.iter();
        let entries: Vec<(Col, f64)> = entries.map(|&(c, factor)| (columns[c], factor)).collect();
        rows.add_row(row.lower..=row.upper, entries);
    }
    let mut model = rows.try_optimise(Sense::Maximise).map_err(refused)?;
    model.make_quiet();
    model.set_option("threads", 1);
    model.set_option("parallel", "off");
    model.set_option("random_seed", 0);
    match grain {
        // Named only here: with an integer program HiGHS would take it as leave to ignore that columns are whole.
        Grain::Fractions => model.set_option("solver", "simplex"),
        Grain::Whole => model.set_option("mip_rel_gap", 1e-6),
        Grain::NextTo(_) => model.set_option("mip_rel_gap", 1e-4),
    }
    model.set_option("mip_max_nodes", MOST_NODES);
    Ok((model, columns))
}

/// The whole numbers on both sides of one, or twice the one it is but for the engine's tolerance.
fn whole_neighbours(minutes: f64) -> (f64, f64) {
    const TOLERANCE: f64 = 1e-6;
    let minutes = minutes.max(0.0);
    ((minutes + TOLERANCE).floor(), (minutes - TOLERANCE).ceil())
}

fn read(program: &Program, whole: bool, solved: &SolvedModel) -> Result<Settled, AllocationError> {
    let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    if whole && !feasible {
        return Err(AllocationError::NoWholeMinutes { nodes: MOST_NODES });
    }
    if !whole && solved.status() != HighsModelStatus::Optimal {
        return Err(ended(solved));
    }
    let solution = solved.get_solution();
    let bound = if whole {
        solved
            .double_info_value(c"mip_dual_bound")
            .map_err(refused)?
    } else {
        solved.objective_value()
    };
    let prices = program.rows.iter().zip(solution.dual_rows());
    Ok(Settled {
        values: solution.columns().to_vec(),
        prices: prices.map(|(row, dual)| dual / row.scale).collect(),
        bound,
    })
}

fn refused(status: HighsStatus) -> AllocationError {
    AllocationError::Solver(format!("{status:?}"))
}

fn ended(solved: &SolvedModel) -> AllocationError {
    AllocationError::Solver(format!("{:?}", solved.status()))
}
