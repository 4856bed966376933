//! Demand: what will arrive, and how many agents it takes.
//!
//! This crate is pure: no I/O, no clock, no database, no HTTP; randomness comes only from an explicit seed.
//! Data flows `grid → cleaning → calendar, level → models → backtest → spread → forecast → requirement`, with the
//! queueing formulas of [`erlang`] below the last. For outbound calls, [`response`] tells who answers and agrees, and
//! [`slicing`] cuts a list into campaigns by it.

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
pub mod normal;
pub mod pacing;
pub mod reforecast;
pub mod requirement;
pub mod response;
#[cfg(test)]
mod simulated;
pub mod simulation;
pub mod slicing;
pub mod spread;
pub mod transient;
pub mod units;
pub mod volume;
