//! Queueing formulas for contacts that arrive at random.
//!
//! | module | model | a contact that finds every agent busy |
//! |---|---|---|
//! | [`b`] | M/M/n/n, Erlang B | is lost |
//! | [`c`] | M/M/n, Erlang C | waits as long as it takes |
//! | [`a`] | M/M/n+M, Erlang A | waits until it is served or hangs up |
//! | [`trunks`] | M/M/n/K+M, finite trunks | waits, or is lost where all lines are taken |
//! | [`x`] | Erlang A with retrials, a fixed point | hangs up and calls again |
//! | [`blending`] | inbound with outbound kept back by a threshold | waits, or hangs up |
//! | [`chat`] | several chats at once, slower the more | waits or gives up |
//! | [`dialing`] | live answers of a dialer | waits for seconds, then is lost |
//! | [`n_design`] | two queues, agents with one and with both skills | waits or hangs up |
//!
//! [`uncertain`] takes the mean of any of them over a load that is not known for certain.
//!
//! All assume a steady state and Poisson arrivals. They say nothing about an interval that inherits a queue from
//! the one before. [`service_level`] names what a service level counts where contacts hang up.

pub mod a;
pub mod b;
pub mod blending;
pub mod c;
pub mod chat;
pub mod dialing;
mod gamma;
mod gauss_legendre;
pub mod n_design;
pub mod service_level;
pub mod trunks;
pub mod uncertain;
mod virtual_wait;
pub mod x;

pub use service_level::ServiceLevelVariant;
