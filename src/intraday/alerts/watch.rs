//! Rules looked at without anybody asking.

use std::time::Duration;

use super::evaluate::watch_alerts;
use crate::background::Watch;
use crate::clock::Clock;
use crate::db::Database;

/// A thread that evaluates the alert rules of all tenants again and again until it is dropped. Several servers may watch one
/// database: an alert is opened once all the same.
pub struct AlertWatch {
    _watch: Watch,
}

impl AlertWatch {
    /// Begins to watch; the first evaluation comes after `every`.
    pub fn start(db: Database, clock: Clock, every: Duration) -> Self {
        let watch = Watch::start("watching alert rules", every, move || {
            match watch_alerts(&db, clock.now()) {
                Ok(0) => {}
                Ok(opened_count) => tracing::info!(opened_count, "intraday alerts"),
                Err(failure) => tracing::warn!(%failure, "alert rules could not be read"),
            }
        });
        Self { _watch: watch }
    }
}
