//! Below the planning group: each of its queues told apart, agreeing with it interval by interval.
//!
//! A planning group of several queues is forecast from the sum of their histories; so is each queue from its own. By
//! days, where the level is decided, group and queues move until they agree, each the less the better it was in its
//! backtest ([`agree`]). Within the day the group keeps its profile, and each interval is divided among the queues in
//! proportion to their own forecasts ([`division`]), so that queues, planning groups and business unit sum at every grain.

mod agree;
mod division;
mod histories;
mod numbers;

pub(super) use agree::{QueueMade, agree};
pub(super) use division::divided;
pub(super) use histories::{QueueHistory, queue_histories};
pub use numbers::{QueueGeneration, QueueNumbers, queue_numbers};
