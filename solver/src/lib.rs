//! Supply: who works when, proved against the rules.
//!
//! This crate is pure: no I/O, no clock, no database, no HTTP. It speaks in slots and days counted from the start of
//! the horizon, never in dates; the service maps time to slots and back.

pub mod allocation;
pub mod audit;
pub mod columns;
mod engine;
pub mod explain;
pub mod fairness;
pub mod family;
pub mod formats;
#[cfg(test)]
#[path = "../../src/fuzzing.rs"]
mod fuzzing;
pub mod hiring;
pub mod legal;
mod lines;
pub mod master;
pub mod problem;
pub mod proof;
mod random;
pub mod repair;
pub mod rules;
pub mod search;
pub mod shift_design;
pub mod shifts;
pub mod skill_groups;
