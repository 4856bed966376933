//! The fairness ledger: what agents carried in published schedules, month by month.
//!
//! Entries are made when a schedule is published ([`enter`]) and go when another takes its place; so the ledger tells what
//! agents were last told to work. What a burden is, and how far an agent is from an even share, is the solver's word
//! ([`crewcast_solver::fairness`]).

mod enter;
mod ledger;
mod of_shifts;

pub(super) use enter::{enter, take_back};
pub use ledger::{
    AgentFairness, BurdenSpread, FairnessLedger, FairnessMonth, FairnessMonths, carried_before,
    fairness_ledger,
};
pub use of_shifts::fairness_of_shifts;
