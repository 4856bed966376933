//! Waking workers of other servers when a run is queued.
//!
//! Workers look once a second anyway; PostgreSQL's word spares them the second.

use std::time::Duration;

use crate::background::{BackgroundThreads, Bell};
use crate::db::{Database, Listener};
use crate::failure::Failure;

/// Where runs that were queued are told.
pub(super) const CHANNEL: &str = "crewcast_runs";

/// How often the connection is looked at; this reads a socket and asks the database nothing.
const LOOK: Duration = Duration::from_millis(25);

/// Before a lost connection is replaced.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts the thread that wakes `workers` of this process.
pub(super) fn start(db: Database, workers: BackgroundThreads) -> BackgroundThreads {
    BackgroundThreads::start("hearing of runs", 1, move |bell| hear(&db, &workers, bell))
}

fn hear(db: &Database, workers: &BackgroundThreads, bell: &Bell) {
    let mut listener = None;
    while !bell.is_over() {
        match listen(db, &mut listener) {
            Ok(heard) => {
                if heard {
                    workers.wake();
                }
                bell.rest(LOOK);
            }
            Err(error) => {
                tracing::debug!(%error, "runs of other servers are not heard of; trying again in a second");
                listener = None;
                bell.rest(PAUSE);
            }
        }
    }
}

/// Whether a run may have been queued since the last call.
fn listen(db: &Database, listener: &mut Option<Listener>) -> Result<bool, Failure> {
    if let Some(listener) = listener {
        return Ok(listener.has_heard()?);
    }
    *listener = db.listen(CHANNEL)?;
    // What was told before is not heard again.
    Ok(true)
}
