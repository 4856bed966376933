//! Rows of outbound work.

pub(super) mod agents;
pub(super) mod allocations;
pub(super) mod answer_tallies;
pub(super) mod attempts;
pub(super) mod callable_time_sets;
pub(super) mod campaign_plans;
pub(super) mod campaigns;
pub(super) mod contact_events;
pub(super) mod contact_import_updates;
pub(super) mod contact_imports;
pub(super) mod contact_policies;
pub(super) mod contact_sources;
pub(super) mod contacts;
pub(super) mod dnc;
pub(super) mod erasure;
pub(super) mod filters;
pub(super) mod ledger;
pub(super) mod persons;
pub(super) mod pool;
pub(super) mod response_models;
pub(super) mod segment_proposals;
pub(super) mod segment_values;

/// Rows of one batched insert: well below 32,766 binds for the widest table here.
const BATCH: usize = 1_000;
