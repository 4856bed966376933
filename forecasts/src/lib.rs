//! Demand: what will arrive, and how many agents it takes.
//!
//! This crate is pure: no I/O, no clock, no database, no HTTP; randomness comes only from an explicit seed.
//! Data flows `grid → models → backtest → forecast → requirement`, with the queueing formulas of [`erlang`] below the last.

pub mod aht;
pub mod backtest;
pub mod calendar;
pub mod cleaning;
pub mod deferred;
pub mod erlang;
pub mod forecast;
pub mod grid;
pub mod level;
pub mod matrix;
pub mod models;
pub mod requirement;
pub mod simulation;
pub mod transient;
pub mod units;
