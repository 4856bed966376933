//! Queueing formulas for contacts that arrive at random.
//!
//! | module | model | a contact that finds every agent busy |
//! |---|---|---|
//! | [`b`] | M/M/n/n, Erlang B | is lost |
//! | [`c`] | M/M/n, Erlang C | waits as long as it takes |
//! | [`n_design`] | two queues, agents with one and with both skills | waits or hangs up |
//!
//! All assume a steady state and Poisson arrivals. They say nothing about an interval that inherits a queue from
//! the one before.

pub mod b;
pub mod c;
pub mod n_design;
pub mod service_level;

pub use service_level::ServiceLevelVariant;
