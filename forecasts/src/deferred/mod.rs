//! Deferred work: email, back office, anything that may wait for hours or until tomorrow.
//!
//! Nobody hangs up and nobody counts seconds: what matters is whether a contact is finished by its due time and what
//! is left over at night. So there is no queueing formula here but a recursion of work over the intervals:
//!
//! backlog after = backlog before + arrivals − work done, earliest due time first.
//!
//! | module | question |
//! |---|---|
//! | [`workload`] | what arrives when, how long it takes, by when it is due |
//! | [`backlog`] | what becomes of it with given agents |
//! | [`staffing`] | the fewest agents, the same in every open interval, so that a share meets its due time |
//! | [`levelling`] | the fewest agent-intervals in total, as level as due times let them be |
//!
//! The interval is the clock's tick. What arrives in an interval may be worked on in it; it is finished at the end of
//! the interval in which its last second of work is done, and its due time runs from the start of the interval in
//! which it arrived. Due times are therefore never flattered, by up to two intervals; randomness of volumes and
//! handle times is left to the simulator, because over hours of backlog it averages out.

pub mod backlog;
pub mod levelling;
pub mod staffing;
pub mod workload;

pub use backlog::{IntervalOutcome, Outcome, run};
pub use levelling::{Levelled, level};
pub use staffing::{Constant, OnTimeGoal, constant_agents};
pub use workload::{Due, OpeningBacklog, Stream, Workload, WorkloadError};

#[cfg(test)]
#[path = "deferred_tests.rs"]
mod tests;
