//! Repair: a schedule made for what was known then, changed as little as may be for what is known now.
//!
//! The weeks are stated anew (agents, work plans, skills, demand and published neighbours as they are today, absences that the
//! request names), the lines of the schedule's run are laid over them, and the solver changes a day only where a rule
//! asks for it or where that saves more than a change costs. The outcome is another draft of the same weeks.

mod changes;
mod given;
mod replan;
mod request;
mod run;

pub use replan::{Keeps, Replan, Replanned, replan};
pub use request::{Absence, RepairSchedule, submit_repair};
pub use run::run_repair;
