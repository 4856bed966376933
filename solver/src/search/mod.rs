//! The search: from a [`Problem`](crate::problem::Problem) to rosters with a proved bound.

mod solution;
mod solve;

pub use solution::{Progress, Relaxation, Solution, SolveError, Status, Work};
pub use solve::solve;
