//! Old rows removed without anybody's asking.

use std::time::Duration;

use super::forget::forget_old_rows;
use super::store;
use crate::audit_log::Act;
use crate::background::Watch;
use crate::clock::Clock;
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::tenancy::all_tenants;

/// Old rows of a tenant are removed once in so many hours.
const HOURS_BETWEEN_RUNS: i64 = 24;

/// A thread that removes the old rows of all tenants once a day until it is dropped. Several servers may watch one database: a
/// day's run is one server's.
pub struct RetentionWatch {
    _watch: Watch,
}

impl RetentionWatch {
    /// Begins to watch; it looks for the first time after `every`, whether a day has passed.
    pub fn start(db: Database, clock: Clock, every: Duration) -> Self {
        let watch = Watch::start("removing old rows", every, move || {
            if let Err(failure) = run_due(&db, clock.now()) {
                tracing::warn!(%failure, "old rows could not be removed");
            }
        });
        Self { _watch: watch }
    }
}

fn run_due(db: &Database, now: Instant) -> Result<(), Failure> {
    let not_since = now.plus_minutes(-HOURS_BETWEEN_RUNS * 60);
    for tenant in db.read(all_tenants)? {
        let claim = (now, not_since);
        let is_ours = db.write(|conn| store::claim_run(conn, tenant.id.as_str(), claim))?;
        if is_ours {
            let act = Act::of_system("auth:retention:forget", "forgetOldRows");
            let forgotten = forget_old_rows(db, &tenant.id, act, now)?;
            let row_count: usize = forgotten.values().sum();
            tracing::info!(tenant_id = %tenant.id, row_count, "old rows removed");
        }
    }
    Ok(())
}
