//! Adherence: agent-state events against the published schedule.
//!
//! Events come in bulk, in any order and any number of times ([`record_agent_state_events`]), and are kept as they came.
//! Nothing else is stored: whoever asks gets adherence computed from the events and the published shifts as they are
//! now, so a late event or a schedule published again needs no recalculation.
//!
//! The calculation is pure. Presences become activities ([`Activity::of_state`]); plan and states become one
//! [`Timeline`], cut into segments; a local day's segments become a [`Tally`] of seconds; a named [`Definition`] makes
//! percentages of it.

mod activity;
mod board;
mod days;
mod definition;
#[cfg(test)]
mod definition_tests;
mod figures;
mod reading;
mod report;
pub mod routes;
mod state_events;
mod store;
mod tally;
mod timeline;

pub use activity::Activity;
pub use board::{AdherenceBoard, AdherenceState, AgentOnBoard, adherence_board};
pub use days::{DAYS_A_QUERY, DayRange, adherence_of_day, adherence_of_days};
pub use definition::{Definition, DefinitionText, Undefined};
pub use figures::{AdherenceFigures, AgentDay, Exception, Impact};
pub use report::{
    AGENTS_A_QUERY, AdherenceReport, AgentAdherence, AgentAdherenceReport, DayMetrics,
    ExceptionInfo, HistoricalAdherenceQuery, ReportFrame, agent_adherence,
    query_historical_adherence,
};
pub use state_events::{
    EVENTS_A_CALL, EventOutcome, EventReceipt, EventStatus, NewAgentStateEvent,
    record_agent_state_events,
};
pub use tally::Tally;
pub use timeline::{ScheduledSpan, Segment, StateChange, Timeline, Window};
