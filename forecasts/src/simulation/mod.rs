//! Discrete-event simulation of a contact centre: what a staffing or a schedule gives, contact by contact.
//!
//! [`model`] says what a centre is, [`simulate`] plays it often enough, [`outcome`] says what came of it and how sure
//! that is. [`stress`] bends a centre: more contacts, absent agents, an outage, longer handle times. [`running_day`] plays
//! a day to its end from what has come of it.
//!
//! Within, `plan` lays a centre out in flat tables, `engine` plays one replication over them, `tally` counts and
//! `collect` sums up. Every random number belongs to a contact and a purpose (`draws`), never to the order of events,
//! so that two staffings of one centre meet the same contacts: differences between them are theirs, not chance.

mod agents;
mod arrivals;
mod chats;
mod check;
mod choice;
mod collect;
mod distribution;
mod draws;
mod engine;
mod error;
mod events;
mod gather;
pub mod model;
pub mod outcome;
mod plain;
mod plan;
mod played_day;
mod record;
mod run;
pub mod running_day;
mod service;
mod so_far;
mod statistics;
pub mod stress;
mod tally;
mod threads;
mod waiting;

pub use distribution::{Distribution, Shape};
#[cfg(test)]
pub(crate) use draws::exponential;
pub(crate) use draws::{Draws, Purpose, Sampler, uniform};
pub use error::SimulationError;
pub use gather::Gathered;
pub use run::{Figure, Precision, Replications, RunOptions, Simulation, simulate};
pub(crate) use statistics::{Confidence, RatioSums};
pub use tally::{AgentTally, QueueTally, Tally};
pub use threads::on_threads;
