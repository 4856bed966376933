//! Rostering: from a forecast's requirement to named agents on shifts.
//!
//! Read the inputs ([`RosterInputs`]), state them to the solver in slots, solve, have the independent judge check the
//! outcome, and keep it as a draft schedule with everything the solver had to say.
//!
//! **What is covered.** Rosters cover the *gross* requirement, net agents divided by (1 − shrinkage): shrinkage is
//! sickness and other absence nobody knows yet, and takes rostered agents away. Breaks and meals of work plans are no
//! part of it: they stand in the shifts, where the agent does not count as on queue.

mod before;
mod generate;
mod inputs;
mod outcome;
mod plan_rules;
mod plans;
mod problem;
mod request;
pub mod routes;
mod slots;
mod solving;
#[cfg(test)]
mod tests;

pub use generate::run;
pub use inputs::{GroupDemand, RosterInputs, read_inputs};
pub use request::{GenerateSchedule, submit_roster};
pub use solving::{RosterSolver, SolverProcess, serve as serve_solver};

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "roster";
