//! Shift design: which shifts, and how many agents of which contract, fit a demand at least cost; and what one more
//! agent of each kind would bring to a team.
//!
//! Nobody has a name here. Agents of one contract and skill set are a number, their shifts are counted by day, and the
//! contract's rules hold for the number as a whole. Every roster of named agents keeps these counts, so the linear
//! program's optimum is a bound of all rosters; the other way is not promised, and [`Design::roster_problem`] is there
//! to find out. Breaks are not listed beforehand: the program generates shifts with their breaks where they cost least.
//! Sources: Dantzig 1954 (set covering of shifts), Thompson 1995 (implicit breaks), Gilmore & Gomory 1961 (columns
//! priced when needed).

mod class;
mod class_rules;
mod design;
mod error;
mod generate;
mod headcount;
mod program;
mod settle;
mod specification;
mod team;
#[cfg(test)]
mod tests;

pub use design::{Design, DesignedShift, design};
pub use error::ShiftDesignError;
pub(crate) use headcount::bound_of_counts;
pub use headcount::{ConfirmedChange, Headcount, OneMore, confirm_by_rostering, headcount};
pub use specification::{Contract, DesignEffort, DesignProblem, ShiftKind};
