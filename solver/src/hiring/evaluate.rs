//! What a hiring plan costs and leaves, counted without the solver.

use super::problem::HiringProblem;

/// A plan of hires, priced.
#[derive(Clone, Debug, PartialEq)]
pub struct PricedWeeks {
    /// Full-time equivalents of overtime, per week.
    pub overtime: Vec<f64>,
    /// Full-time equivalents still missing, per week.
    pub shortage: Vec<f64>,
    /// Hires and classes, in money.
    pub hiring_cost: f64,
    /// Overtime, in money.
    pub overtime_cost: f64,
    /// What is still missing, in the money it is taken to cost.
    pub shortage_cost: f64,
}

impl PricedWeeks {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.hiring_cost + self.overtime_cost + self.shortage_cost
    }
}

/// Prices a plan of hires by week: what they do not close is closed by overtime where that is cheaper than to be short,
/// and as far as there is any. The weeks being apart, that is the best use of overtime for these hires.
pub fn evaluate(problem: &HiringProblem, hires: &[u32]) -> PricedWeeks {
    let mut priced = PricedWeeks {
        overtime: Vec::with_capacity(problem.weeks()),
        shortage: Vec::with_capacity(problem.weeks()),
        hiring_cost: 0.0,
        overtime_cost: 0.0,
        shortage_cost: 0.0,
    };
    let overtime_pays = problem.cost_per_overtime_week < problem.cost_per_short_week;
    for (week, gap) in problem.gap.iter().enumerate() {
        let starts = hires.iter().enumerate().take(week + 1);
        let brought: f64 = starts
            .map(|(start, hires)| f64::from(*hires) * problem.brings(start, week))
            .sum();
        let missing = (gap - brought).max(0.0);
        let most = problem.maximum_overtime.get(week).copied().unwrap_or(0.0);
        let overtime = if overtime_pays {
            missing.min(most)
        } else {
            0.0
        };
        priced.overtime.push(overtime);
        priced.shortage.push(missing - overtime);
        priced.overtime_cost += overtime * problem.cost_per_overtime_week;
        priced.shortage_cost += (missing - overtime) * problem.cost_per_short_week;
    }
    for (week, (hires, cost)) in hires.iter().zip(&problem.cost_per_hire).enumerate() {
        if *hires > 0 {
            priced.hiring_cost += f64::from(*hires) * cost + problem.class_cost(week);
        }
    }
    priced
}
