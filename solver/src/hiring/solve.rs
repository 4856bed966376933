//! The mixed-integer program.
//!
//! | symbol | meaning |
//! |---|---|
//! | x(t) whole ≥ 0 | hires of the class that begins in week t; only where one may |
//! | y(t) 0 or 1 | whether there is such a class |
//! | o(u), s(u) ≥ 0 | full-time equivalents of overtime and of shortage in week u |
//!
//! minimise Σ cost(t) · x(t) + class cost · y(t) + overtime cost · o(u) + shortage cost · s(u), subject to
//! Σ_{t ≤ u} effective(t, u − t) · x(t) + o(u) + s(u) ≥ gap(u); least · y(t) ≤ x(t) ≤ most · y(t);
//! Σ_{t in month} x(t) ≤ most of a month; o(u) ≤ what overtime there is.
//!
//! Where people are planned to begin in week t already, x(t) joins their class: least and most are what it still takes and
//! bears, its class cost is paid, and the month has so many hires less to give.
//!
//! Shortage being elastic, the program always has a solution: where lead time or limits leave a gap, the answer says how
//! much of it.

use highs::{Col, HighsSolutionStatus, RowProblem, Sense};

use super::error::HiringError;
use super::evaluate::{PricedWeeks, evaluate};
use super::problem::HiringProblem;
use crate::engine::make_repeatable_within;

/// Branch-and-bound nodes; past them the plan is taken as it is, and its bound says what may be missing.
const MOST_NODES: i32 = 20_000;

/// The best plan of hires found, with its certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct HiringAdvice {
    /// People who begin in each week.
    pub hires: Vec<u32>,
    /// What the plan costs and leaves, by [`evaluate`].
    pub priced: PricedWeeks,
    /// What was minimised, in money: `priced.total()`.
    pub objective: f64,
    /// No plan costs less.
    pub bound: f64,
}

impl HiringAdvice {
    /// Share of the objective that might still be saved.
    pub fn gap(&self) -> f64 {
        if self.objective <= self.bound {
            0.0
        } else {
            (self.objective - self.bound) / self.objective
        }
    }
}

/// Finds the cheapest plan; the same problem gives the same answer on one machine type.
///
/// # Errors
/// What [`HiringProblem::check`] finds, or [`HiringError::Solver`].
pub fn advise(problem: &HiringProblem) -> Result<HiringAdvice, HiringError> {
    problem.check()?;
    let nobody = vec![0; problem.weeks()];
    let without = evaluate(problem, &nobody);
    // Without a gap there is nothing to decide, and a program without columns is none.
    if without.total() <= 0.0 || !problem.may_begin.contains(&true) {
        return Ok(HiringAdvice {
            objective: without.total(),
            bound: without.total(),
            priced: without,
            hires: nobody,
        });
    }
    let (program, classes) = program(problem);
    let failed = |status| HiringError::Solver(format!("{status:?}"));
    let mut model = program.try_optimise(Sense::Minimise).map_err(failed)?;
    make_repeatable_within(&mut model, MOST_NODES);
    let solved = model.try_solve().map_err(failed)?;
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Err(HiringError::Solver(format!("{:?}", solved.status())));
    }
    let solution = solved.get_solution();
    let bound = solved.double_info_value(c"mip_dual_bound");
    let bound = bound.unwrap_or(f64::NEG_INFINITY);
    let mut hires = nobody;
    for (week, column) in classes.iter().enumerate() {
        let count = column.and_then(|column| solution.columns().get(column.index()));
        // A count of the engine lies within a millionth of a whole number of at least 0.
        hires[week] = count.map_or(0, |count| count.round().max(0.0) as u32);
    }
    let priced = evaluate(problem, &hires);
    Ok(HiringAdvice {
        objective: priced.total(),
        // The engine's tolerance may lift the bound by a millionth; the bound gives it back.
        bound: (bound - 1e-6 * bound.abs()).max(0.0),
        priced,
        hires,
    })
}

fn program(problem: &HiringProblem) -> (RowProblem, Vec<Option<Col>>) {
    let mut program = RowProblem::default();
    let mut classes: Vec<Option<Col>> = Vec::with_capacity(problem.weeks());
    for (week, cost) in problem.cost_per_hire.iter().enumerate() {
        let Some((least, most)) = problem.class_sizes(week) else {
            classes.push(None);
            continue;
        };
        let hires = program.add_integer_column(*cost, 0.0..=f64::from(most));
        let class_cost = problem.class_cost(week);
        if least > 1 || class_cost > 0.0 {
            let is_held = program.add_integer_column(class_cost, 0.0..=1.0);
            program.add_row(0.0.., [(hires, 1.0), (is_held, -f64::from(least))]);
            program.add_row(..=0.0, [(hires, 1.0), (is_held, -f64::from(most))]);
        }
        classes.push(Some(hires));
    }
    for (week, gap) in problem
        .gap
        .iter()
        .enumerate()
        .filter(|(_, gap)| **gap > 0.0)
    {
        let starts = classes.iter().enumerate().take(week + 1);
        let mut row: Vec<(Col, f64)> = starts
            .filter_map(|(start, column)| Some(((*column)?, problem.brings(start, week))))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let most = problem.maximum_overtime[week];
        row.push((
            program.add_column(problem.cost_per_overtime_week, 0.0..=most),
            1.0,
        ));
        row.push((program.add_column(problem.cost_per_short_week, 0.0..), 1.0));
        program.add_row(*gap.., row);
    }
    if problem.maximum_per_month.is_some() {
        let of_month = |month: &u32| -> Vec<(Col, f64)> {
            let weeks = problem.month.iter().zip(&classes);
            weeks
                .filter(|(other, _)| *other == month)
                .filter_map(|(_, column)| Some(((*column)?, 1.0)))
                .collect()
        };
        let mut months = problem.month.clone();
        months.sort_unstable();
        months.dedup();
        for month in &months {
            let most = problem.hires_left_in(*month).unwrap_or(u32::MAX);
            program.add_row(..=f64::from(most), of_month(month));
        }
    }
    (program, classes)
}
