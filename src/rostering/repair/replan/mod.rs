//! A schedule's shifts planned anew as they stand, edits included, with the fewest changes.
//!
//! The other repair begins with the roster a run has found and makes another draft; this one begins with the shifts of
//! the schedule and gives shifts. What the solver cannot see in them it does not touch: agents whose shifts are none of
//! their work plan's keep them, and so do days with meetings, training or leave; the heads these give or take are told
//! to it as demand.

mod asked;
mod held;
mod shifts;
mod solve;
mod stated;

pub use asked::{Keeps, Replan};
pub use solve::{Replanned, replan};
