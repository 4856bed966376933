//! Queueing formulas for contacts that arrive at random.
//!
//! | module | model | a contact that finds every agent busy |
//! |---|---|---|
//! | [`b`] | M/M/n/n, Erlang B | is lost |
//! | [`c`] | M/M/n, Erlang C | waits as long as it takes |
//!
//! Both assume a steady state and Poisson arrivals. They say nothing about an interval that inherits a queue from
//! the one before.

pub mod b;
pub mod c;
pub mod service_level;

pub use service_level::ServiceLevelVariant;
