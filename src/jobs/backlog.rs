//! Runs of all tenants that are not over, for those who watch over the service.

use std::collections::BTreeMap;

use super::LOST_AFTER_SECONDS;
use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;

/// Runs of one kind that are not over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenRuns {
    /// How many wait for a worker.
    pub queued: i64,
    /// How many are worked on.
    pub running: i64,
    /// When the one that has waited longest was asked for.
    pub oldest_queued_at: Option<Instant>,
}

/// What there is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunBacklog {
    /// By kind; kinds without an open run are left out.
    pub by_kind: BTreeMap<String, OpenRuns>,
    /// Running ones whose worker has been silent so long that another will take them up.
    pub without_a_worker: i64,
}

impl RunBacklog {
    /// When the run that has waited longest was asked for.
    pub fn oldest_queued_at(&self) -> Option<Instant> {
        let waiting = self.by_kind.values();
        waiting.filter_map(|runs| runs.oldest_queued_at).min()
    }
}

/// The runs of all tenants that are not over.
///
/// # Errors
/// Only the database's.
pub fn run_backlog(conn: &mut Conn<'_>, now: Instant) -> Result<RunBacklog, Failure> {
    let mut by_kind: BTreeMap<String, OpenRuns> = BTreeMap::new();
    for (kind, state, count, oldest) in store::open_runs(conn)? {
        let runs = by_kind.entry(kind).or_default();
        if state == "Queued" {
            runs.queued = count;
            runs.oldest_queued_at = oldest;
        } else {
            runs.running = count;
        }
    }
    let before = now.plus_seconds(-LOST_AFTER_SECONDS);
    Ok(RunBacklog {
        by_kind,
        without_a_worker: store::silent_runs(conn, before)?,
    })
}
