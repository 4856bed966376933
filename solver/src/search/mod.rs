//! The search: from a [`Problem`](crate::problem::Problem) to rosters with a proved bound.
//!
//! Columns are generated until the Lagrangian bound meets the linear program; a dive rounds it; exact re-pricing of one
//! agent at a time, and of a few taken out together, improves the roster; where few lines can still matter, a master
//! over all of them closes the gap.

mod arena;
pub(crate) mod control;
mod dive;
mod dive_again;
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

pub use solution::{Progress, Relaxation, Solution, SolveError, Status, Work};
pub use solve::solve;
