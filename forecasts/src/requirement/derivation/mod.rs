//! The record behind a requirement: inputs, formula, every intermediate number, and the result at n and n − 1 agents.
//!
//! [`Derivation`] is it, as JSON or as a CSV whose last column recomputes the numbers in a spreadsheet.

mod endless;
mod impatient;
mod record;
mod sheet;

pub use record::{Derivation, Step, derive};
