//! What is kept of an import, and what is told of it.

use serde::{Deserialize, Serialize};

use super::layout::{ImportKind, Layout};
use super::rejects::Reject;
use crate::db::Instant;

/// How many refused rows are shown with the import itself; all of them are under its `rejects`.
pub(super) const SHOWN_REJECTS: usize = 100;

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ImportStatus {
    /// Its intervals are in the history.
    Complete,
    /// Rows were wrong, so nothing of it was kept but the list of them.
    Rejected,
    /// It was in the history and has been taken out.
    Undone,
    /// A dry run without faults: nothing was kept.
    Validated,
}

impl ImportStatus {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Rejected => "rejected",
            Self::Undone => "undone",
            Self::Validated => "validated",
        }
    }
}

/// Sums over all queues, or of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// Rows (calls, in call records) that were counted.
    pub rows: u64,
    /// Call records left out as phantoms.
    pub ignored: u64,
    /// Intervals of the business unit that have a figure.
    pub intervals: u64,
    /// Contacts that arrived.
    pub offered: f64,
    /// Contacts that were answered; absent when unknown in any interval.
    pub handled: Option<f64>,
    /// Contacts that hung up; absent when unknown in any interval.
    pub abandoned: Option<f64>,
    /// Seconds of handling of the contacts it is known for.
    pub handle_time_seconds: f64,
    /// Mean handle time (in call records: service time) of those contacts.
    pub average_handle_time_seconds: Option<f64>,
    /// Contacts answered within the limit the import was given; absent when unknown.
    pub answered_within: Option<f64>,
    /// Mean seconds the answered contacts waited; absent when unknown.
    pub average_wait_seconds: Option<f64>,
    /// Start of the first interval.
    pub first_interval: Option<Instant>,
    /// Start of the last interval.
    pub last_interval: Option<Instant>,
}

/// The sums of one queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueSums {
    /// The queue; absent while it is yet to be made.
    pub queue_id: Option<String>,
    /// Its name.
    pub queue_name: String,
    /// Its sums.
    #[serde(flatten)]
    pub sums: Sums,
}

/// The sums of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Over all queues.
    #[serde(flatten)]
    pub sums: Sums,
    /// Queue by queue, in the order of their first row.
    pub queues: Vec<QueueSums>,
}

/// The import of one file.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// Its id; absent on a dry run.
    pub id: Option<String>,
    /// Where it was sent to.
    pub business_unit_id: String,
    /// What became of it.
    pub status: ImportStatus,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
    /// Whether the same file was already in the history, so that nothing was done.
    pub already_imported: bool,
    /// What its rows are.
    pub kind: ImportKind,
    /// The layout its header was recognised as.
    pub layout: Layout,
    /// As sent.
    pub file_name: Option<String>,
    /// Of the bytes sent.
    pub content_sha256: String,
    /// What it was read with.
    pub options: serde_json::Value,
    /// Length of the intervals it was summed to.
    pub interval_minutes: u32,
    /// Rows after the header.
    pub rows_read: u64,
    /// Rows without a fault; they are in the history only when the status is `complete`.
    pub rows_accepted: u64,
    /// Rows with a fault.
    pub rows_rejected: u64,
    /// Rows left out on purpose: phantom calls.
    pub rows_ignored: u64,
    /// Intervals written to the history.
    pub intervals_stored: u64,
    /// Counted sums of the rows without a fault.
    pub totals: Totals,
    /// The first oddities that were taken nevertheless.
    pub warnings: Vec<Reject>,
    /// How many there were.
    pub warning_count: u64,
    /// The first faults; `rejectsUrl` has all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
    /// Where all faults are listed; absent when there are none or on a dry run.
    pub rejects_url: Option<String>,
    /// Who sent it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// When it was taken out of the history.
    pub undone_at: Option<Instant>,
    /// Rises with every change.
    pub version: i32,
}

/// A fault of an import, with its place in the list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedReject {
    /// Its place in the list.
    pub id: String,
    /// The fault.
    #[serde(flatten)]
    pub reject: Reject,
}
