//! Asterisk's `queue_log`.
//!
//! A line says that something happened to a call or a member of a queue at a second. [`ingest`] keeps the lines that are
//! new by their content, builds the calls they belong to anew, counts the intervals those fell into for the history,
//! and derives the states of the agents who took part. [`catch_up`] reads a file that grows and is rotated, and
//! remembers how far it came in the transaction that keeps what it read.
//!
//! Source: "Queue Logs" of Asterisk's documentation, versions 1.4 to 22.

mod agent_states;
mod calls;
mod file;
mod follow;
#[cfg(test)]
mod fuzz;
mod ingest;
mod line;
mod names;
mod receipt;
mod sources;
mod store;
mod upload;

pub use calls::CallOutcome;
pub use follow::{CaughtUp, catch_up};
pub use line::LineFault;
pub use receipt::{QueueLogFeed, QueueLogReceipt, RefusedLine};
pub use sources::{
    QueueLogAgent, QueueLogCall, QueueLogReject, QueueLogSource, find_source, list_agents,
    list_calls, list_rejects, list_sources, relink,
};
pub use upload::ingest_file;
