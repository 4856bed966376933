//! Demand: what will arrive, and how many agents it takes.
//!
//! This crate is pure: no I/O, no clock, no database, no HTTP; randomness comes only from an explicit seed.
//! Data flows `grid → cleaning → calendar, level → models → backtest → spread → forecast → requirement`, with the
//! queueing formulas of [`erlang`] below the last.

pub mod aht;
pub mod backtest;
pub mod calendar;
pub mod capacity;
pub mod cleaning;
pub mod cycles;
pub mod deferred;
pub mod erlang;
pub mod forecast;
pub mod grid;
pub mod hierarchy;
pub mod level;
pub mod long_range;
pub mod matrix;
pub mod models;
pub mod modifications;
mod normal;
pub mod pacing;
pub mod reforecast;
pub mod requirement;
#[cfg(test)]
mod simulated;
pub mod simulation;
pub mod spread;
pub mod transient;
pub mod units;
pub mod volume;
