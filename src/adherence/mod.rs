//! Adherence: agent-state events against the published schedule.
//!
//! Events come in bulk, in any order and any number of times ([`record_agent_state_events`]), and are kept as they came.
//! No figure is derived beforehand: whoever asks gets adherence computed from the events and the published shifts as they are
//! now, so a late event or a schedule published again needs no recalculation.
//!
//! The calculation is pure. Presences become activities, as the mapping of their source says ([`StateMappings`]) or else
//! [`Activity::of_state`]; plan and states become one [`Timeline`], cut into segments, some of them excused by a
//! [`Profile`], an [`Explanation`] or an [`Outage`]; a local day's segments become a [`Tally`] of seconds; a named
//! [`Definition`] makes percentages of it. What a figure was before is kept where somebody recorded it ([`record_days`]).

mod activity;
mod board;
mod bulk;
mod current_states;
mod days;
mod definition;
#[cfg(test)]
mod definition_tests;
mod derived_states;
mod evidence;
mod explanations;
mod figures;
mod outages;
mod profiles;
mod reading;
mod records;
mod report;
pub mod routes;
mod state_events;
mod state_mappings;
mod store;
mod tallies;
mod tally;
mod timeline;

pub use activity::Activity;
pub use board::{
    AGENTS_A_BOARD, AdherenceBoard, AdherenceState, AgentOnBoard, BoardOf, adherence_board,
};
pub use bulk::{
    BULK_RUN_KIND, BulkAdherence, BulkAdherenceQuery, Granularity, GroupAdherence, GroupBy,
    GroupMetrics, run_bulk_query, submit_bulk_query,
};
pub use days::{DAYS_A_QUERY, DayRange, adherence_of_day, adherence_of_days};
pub use definition::{Definition, DefinitionText, Undefined};
pub use derived_states::{DerivedState, replace_derived_states};
pub use evidence::{AgentExplanations, AutomaticExplanation, agent_explanations};
pub use explanations::{
    Explanation, ExplanationStatus, ExplanationType, NewExplanation, add_explanation,
    list_explanations, review_explanation,
};
pub use figures::{AdherenceFigures, AgentDay, Exception, Explained, Impact};
pub use outages::{NewOutage, Outage, list_outages, state_outage, take_back_outage};
pub use profiles::{
    KnownAdherenceProfile, NewAdherenceProfile, Profile, Tolerance, list_profiles, named_profile,
    replace_profile,
};
pub use reading::timelines_of_agents;
pub use records::{
    ChangedDay, NewAdherenceRecords, RecordReceipt, RecordedDay, RecordedFigures, record_days,
    recorded_days,
};
pub use report::{
    AGENTS_A_QUERY, AdherenceReport, AgentAdherence, AgentAdherenceReport, DayMetrics,
    ExceptionInfo, ExplainedInfo, HistoricalAdherenceQuery, ReportFrame, agent_adherence,
    query_historical_adherence,
};
pub use state_events::{
    EVENTS_A_CALL, EventOutcome, EventReceipt, EventStatus, LATE_DAYS, NewAgentStateEvent,
    RETENTION_DAYS, ReopenedDay, record_agent_state_events,
};
pub use state_mappings::{
    DEFAULT_SOURCE, KnownStateMappings, StateMapping, StateMappings, UnmappedState,
    find_state_mappings, list_state_mappings, replace_state_mappings, unmapped_states,
};
pub use tallies::tallies_of_windows;
pub use tally::Tally;
pub use timeline::{
    Doing, Excuse, ExcusedSpan, ScheduledSpan, Segment, StateChange, Timeline, Window,
};
