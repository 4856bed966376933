//! The search: from a [`Problem`](crate::problem::Problem) to rosters with a proved bound.
//!
//! A roster is levelled under costs without edges, and improved by exact re-pricing of one agent at a time
//! and of a few taken out together. Where the linear program is small, columns are generated until the Lagrangian bound
//! meets it and a dive rounds it; where few lines can still matter, a master over all of them closes the gap.

mod arena;
pub(crate) mod control;
mod dive;
mod dive_again;
pub(crate) mod draw;
mod finish;
pub(crate) mod general;
mod generate;
mod levelling;
mod neighbourhood;
mod prices;
mod roster;
mod solution;
mod solve;
#[cfg(test)]
mod tests;
mod weeks;

pub(crate) use prices::bound_at_head_prices;
pub use solution::{Progress, Relaxation, Solution, SolveError, Status, Work};
pub use solve::solve;
pub(crate) use solve::solve_heard;
