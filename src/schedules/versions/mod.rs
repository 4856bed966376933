//! Versions of a schedule: who changed what, when and why; how it stood at any of them.
//!
//! A version keeps the shifts it changed as they were before and after, nothing else; the shifts of an earlier one are
//! those of today with the changes since taken back ([`shifts_at`]).

mod agent_history;
mod kind;
mod list;
mod record;
mod shift_change;
mod shifts_at;
mod validation;

pub use agent_history::{AgentScheduleHistory, AgentVersion, agent_schedule_history};
pub use kind::VersionKind;
pub use list::{ScheduleVersion, ScheduleVersionDetail, find_version, list_versions};
pub use record::VersionNote;
pub(super) use record::record_version;
pub use shift_change::{ShiftChange, ShiftChangeKind, ToldShiftChange};
pub use shifts_at::{shifts_at, version_before_last_edit};
pub use validation::{RuleFailureAction, ValidationResult, ValidationSeverity};
