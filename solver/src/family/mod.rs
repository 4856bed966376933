//! A family of contact centres, made from a seed: what benchmarks and tests roster.
//!
//! A [`Centre`] is told by its agents, its days and a seed; the same three give the same centre, another seed another
//! one: other skills, other curves, other absences. Nothing in it comes from a real centre. What every centre has is
//! written down as this module's tests.

mod centre;
mod contracts;
mod demand;
mod people;
#[cfg(test)]
mod tests;

pub use centre::{Centre, CentreError};
