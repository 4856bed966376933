//! Reschedules: a schedule's shifts planned anew with the fewest changes, around somebody absent or for a stretch of time.
//!
//! A run plans ([`run_reschedule`]) and keeps a proposal: the shifts that would change, what rules and judge say of them, and
//! the service to expect with and without them by simulation. The proposal is applied whole ([`apply_reschedule`]), or
//! not at all where the schedule has changed since.

mod absences;
mod apply;
mod find;
mod proposal;
mod request;
mod run;
mod service;

pub use absences::RescheduleAbsence;
pub use apply::apply_reschedule;
pub(super) use apply::planned_reschedule;
pub use find::find_reschedule;
pub use proposal::{
    LeftOutAgent, ProposalFacts, RescheduleAudit, RescheduleResult, RescheduleState,
};
pub use request::{RescheduleOptions, submit_reschedule};
pub use run::run_reschedule;
pub use service::{DayService, ServiceOfShifts};

/// The kind of runs [`run_reschedule`] handles.
pub const RESCHEDULE_RUN_KIND: &str = "reschedule";
