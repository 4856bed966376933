//! Discrete-event simulation of a contact centre: what a staffing or a schedule gives, contact by contact.
//!
//! [`model`] says what a centre is, [`outcome`] what came of it and how sure that is.

mod distribution;
mod error;
pub mod model;
pub mod outcome;
mod run;
mod tally;

pub use distribution::{Distribution, Shape};
pub use error::SimulationError;
pub use run::{Figure, Precision, Replications, RunOptions};
pub use tally::{AgentTally, QueueTally, Tally};
