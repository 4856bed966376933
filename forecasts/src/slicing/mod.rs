//! A broad contact list cut into small targeted campaigns.
//!
//! [`propose`] takes contacts, their scores and the seats' time, and answers with [`Slice`]s: readable conjunctions of
//! [`Condition`]s that share no contact, each with its size, expected success and the seat hours it takes, those with most
//! successes a seat hour first, until the time is used up; and with contacts drawn from the rest to go on learning from.

mod condition;
mod error;
mod exploration;
mod features;
mod plan;
mod region;
mod score;
mod seat_time;
#[cfg(test)]
mod slicing_tests;
mod tree;

pub use condition::{Condition, Test};
pub use error::SlicingError;
pub use exploration::Exploration;
pub use plan::{ExpectedCount, ExplorationCalls, Slice, SliceOptions, SlicePlan, propose};
pub use score::ContactScore;
pub use seat_time::SeatTime;
