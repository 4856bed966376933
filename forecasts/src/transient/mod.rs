//! Days that are not stationary: queues that one interval leaves to the next.
//!
//! Stationary formulas take each interval by itself, as if it had always been so (SIPP: stationary, independent,
//! period by period). After an overload that is plainly wrong: the queue is still there.
//!
//! | item | what it knows of the past | exact |
//! |---|---|---|
//! | [`stationary_offered_load`] | nothing | no |
//! | [`lagged_offered_load`] | arrivals of one handle time ago | no |
//! | [`modified_offered_load`] | all arrivals, as if an agent had always been free | no |
//! | [`evaluate`] | everything, queues included | yes, for exponential times |
//!
//! [`require_day`] staffs a day by the last, [`compare`] sets it beside the others.

mod carry_over;
mod chain;
mod comparison;
mod day;
mod demand;
mod error;
mod interval;
mod offered_load;
mod poisson;
mod stationary;
mod system;
mod wait;

pub use carry_over::{CarryOverError, RequiredDay, meets, require_day};
pub use comparison::{Comparison, Misled, SippError, StaffedDay, compare, judge};
pub use day::{Day, evaluate};
pub use demand::{Demand, HandleTimes, MAXIMUM_CONTACTS};
pub use error::TransientError;
pub use interval::{IntervalService, MAXIMUM_EVENTS};
pub use offered_load::{
    ModifiedLoad, lagged_offered_load, modified_offered_load, stationary_offered_load,
};
pub use system::OnDrop;
