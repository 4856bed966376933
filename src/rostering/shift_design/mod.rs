//! Shift design: which shifts, and how many agents of which work plan and skills, would fit a forecast's requirement at least
//! cost, beside the team there is.
//!
//! The solver ([`crewcast_solver::shift_design`]) counts agents and proves that no choice costs less; the designed team and
//! the present one are then rostered under all rules of their work plans ([`run`]), so that the two are compared as rosters
//! and not as hopes. Nothing of the schedules changes.

mod design;
mod find;
mod problem;
mod request;
mod run;
mod store;
#[cfg(test)]
mod tests;
mod told;

pub use design::{
    DesignedActivity, DesignedContract, DesignedGroup, DesignedShift, DesignedShiftKind,
    DesignedTeam, ShiftDesign, ShiftDesignSummary,
};
pub use find::{find_shift_design, list_shift_designs};
pub use request::{DesignShifts, ShiftContract, submit_shift_design};
pub use run::run_shift_design;
