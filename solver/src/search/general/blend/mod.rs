//! The linear program of the whole problem by a first-order method, and rosters from it.
//!
//! Column generation over whole lines waits for the simplex method where a team is large, and for the tables where the
//! horizon is long. Here no linear program is solved: an agent is a blend of a few dozen lines of equal share, which take
//! over stretches of the line that is worth most at the prices of the moment (block-coordinate Frank-Wolfe:
//! Lacoste-Julien et al. 2013), costs are eased about prices that follow as multipliers do (Hestenes 1969, Powell 1969),
//! and what the period limits has a price as well, so that a line over a year is priced in a tenth of a millisecond. Cells
//! of large share are then held, a few at a time, until every agent has one line (after Strandmark et al. 2020).

mod blend;
mod run;
mod settle;
mod sheet;
mod strand;

#[cfg(test)]
pub use blend::{Blend, Desktop, Loom};
