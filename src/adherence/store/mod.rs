//! Rows of adherence: events, what their states mean, profiles, explanations, outages, and recorded days.

mod events;
mod explanations;
mod mappings;
mod profiles;
mod records;

pub(super) use events::{
    EventRow, delete_events, events_by_id, events_of_agents, insert_new, latest_events,
};
pub(super) use explanations::{
    ExplanationRow, OutageRow, delete_outage, explanation, explanations_after,
    explanations_of_agents, insert_explanation, insert_outage, outages_between, review_explanation,
};
pub(super) use mappings::{
    MappingRow, UnknownStateRow, add_unknown_states, insert_mapping, latest_mapping,
    latest_mappings, unknown_states,
};
pub(super) use profiles::{ProfileRow, profiles, put_profile};
pub(super) use records::{RecordRow, insert_records, records_of_agents};
