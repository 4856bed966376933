//! Schedules: a business unit's weeks as shifts of named agents, first a draft, then published, then archived.
//!
//! A draft is made from a roster ([`create_draft`]), seen by planners only, and either deleted or published
//! ([`publish_schedule`]); of the weeks it covers it is then the one schedule that agents, their calendars and
//! adherence read ([`published_shifts`]). The schedule it replaces is kept as archived. Drafts and published schedules are
//! edited ([`edit_schedule`], [`amend_schedule`] for time off, trades and offers), every edit a version that keeps who,
//! when, why and what changed. The rules an edit is
//! judged by are `rostering`'s, so `editing`, which knows both, asks for them first.

mod agent_schedules;
mod amend;
mod calendar;
mod check_shifts;
mod compare;
mod create_draft;
mod day_totals;
mod edit;
mod export;
mod fairness;
mod find;
mod generation;
mod grid;
mod headcount;
mod heads_now;
mod on_queue_heads;
mod period;
mod publish;
pub mod routes;
mod schedule;
mod scheduled_groups;
mod shift;
mod split_heads;
mod store;
mod tell;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod versions;

pub use agent_schedules::{
    AgentSchedule, AgentScheduleActivity, AgentScheduleQuery, AgentScheduleShift,
    PublishedAgentSchedule, PublishedShift, agent_schedule, published_shifts,
    published_shifts_with_version, query_agent_schedules, shifts_of_schedule,
};
pub use amend::{
    Amendment, amend_schedule, lock_live_schedules, published_schedule_of_day, published_schedules,
    published_shift, shifts_in_live_schedules,
};
pub use calendar::{
    CalendarLink, calendar_feed, create_calendar_link, delete_calendar_link, find_calendar_link,
};
pub use check_shifts::{Known, ShiftToCheck, check_shifts};
pub use compare::{
    AgentComparison, ComparedSchedule, OnQueueComparison, ScheduleComparison, compare_schedules,
};
pub use create_draft::{NewDraft, NewShift, Origin, create_draft, create_draft_of};
pub use day_totals::day_totals_of_schedule;
pub use edit::{ScheduleEdit, edit_schedule, require_editable, write_scheduled_heads};
pub use export::{PAID, UNPAID, export_schedule};
pub use fairness::{
    AgentFairness, BurdenSpread, FairnessLedger, FairnessMonth, FairnessMonths, carried_before,
    fairness_ledger, fairness_of_shifts,
};
pub use find::{
    delete_draft, find_generation_results, find_schedule, find_schedule_of_run,
    find_schedule_of_week, list_schedules, schedule_ids_of_runs, scheduled_heads,
};
pub use generation::{
    AuditSummary, GenerationMessage, GenerationMetrics, GenerationResults, LabourLawSummary,
    MessageArgument, MessageSeverity, MessageSeverityCount, ScheduledHeads, SearchStep,
    UnmetDemand,
};
pub use grid::grid_of_schedule;
pub use headcount::{GroupHeadcount, HeadcountForecast, headcount_forecast};
pub use on_queue_heads::on_queue_heads;
pub use period::PeriodParams;
pub use publish::{Published, ReplacedSchedule, publish_schedule};
pub use schedule::{Schedule, ScheduleState};
pub use scheduled_groups::{ScheduledGroup, groups_of_schedule};
pub use shift::{Shift, ShiftActivity};
pub use split_heads::{HeadsToSplit, OVER_COST_PER_HEAD_HOUR, UNDER_COST_PER_HEAD_HOUR, grain_of};
pub use versions::{
    AgentScheduleHistory, AgentVersion, RuleFailureAction, ScheduleVersion, ScheduleVersionDetail,
    ShiftChange, ShiftChangeKind, ToldShiftChange, ValidationResult, ValidationSeverity,
    VersionKind, VersionNote, agent_schedule_history, find_version, list_versions, shifts_at,
    version_before_last_edit,
};
