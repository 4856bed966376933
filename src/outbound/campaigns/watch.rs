//! Campaigns evaluated without anybody asking.

use std::time::Duration;

use super::evaluate::evaluate_all_campaigns;
use crate::background::Watch;
use crate::clock::Clock;
use crate::db::Database;

/// A thread that evaluates the campaigns of all tenants again and again until it is dropped. Several servers may watch one
/// database: what is to be done is done once all the same.
pub struct CampaignWatch {
    _watch: Watch,
}

impl CampaignWatch {
    /// Begins to watch; the first evaluation comes after `every`.
    pub fn start(db: Database, clock: Clock, every: Duration) -> Self {
        let watch = Watch::start(
            "watching campaigns",
            every,
            move || match evaluate_all_campaigns(&db, clock.now()) {
                Ok(done) if done.changes + done.firings > 0 => {
                    tracing::info!(changes = done.changes, firings = done.firings, "campaigns");
                }
                Ok(_) => {}
                Err(failure) => tracing::warn!(%failure, "campaigns could not be read"),
            },
        );
        Self { _watch: watch }
    }
}
