//! Schedules changed by hand: edits, undo, earlier versions brought back, copies, files.
//!
//! A change is planned first ([`PlannedEdit`]): the shifts it leaves are held against the rules their roster was made
//! under ([`crate::rostering::ScheduleRules`]), and what it breaks that was not broken before is told. Then it is applied
//! whole, at the version it was planned for, or refused; a planner overrides rules with a reason, which the version keeps.

mod copy;
mod edit_request;
mod import;
mod planned;
mod refusal;
mod requested_changes;
mod reschedule;
mod restore;
pub mod routes;
mod rule_failure;
mod store;
#[cfg(test)]
mod tests;

pub use copy::{CopiedSchedule, CopySchedule, copy_schedule};
pub use edit_request::{ActivityEdit, AgentScheduleEdit, ShiftEdit, UpdateSchedule};
pub use import::{
    ImportSchedule, ImportedSchedule, RejectedScheduleCell, ScheduleLines, import_schedule,
};
pub use planned::{EditOutcome, PlannedEdit, apply_edit, plan_edit};
pub use refusal::refused;
pub use requested_changes::plan_update;
use reschedule::planned_reschedule;
pub use reschedule::{
    DayService, LeftOutAgent, ProposalFacts, RESCHEDULE_RUN_KIND, RescheduleAbsence,
    RescheduleAudit, RescheduleOptions, RescheduleResult, RescheduleState, ServiceOfShifts,
    apply_reschedule, find_reschedule, run_reschedule, submit_reschedule,
};
pub use restore::{RestoreVersion, plan_restore, plan_undo};
pub use rule_failure::OnRuleFailure;
