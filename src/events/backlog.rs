//! What is yet to be told, and to whom it does not get through, for those who watch over the service.

use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;

/// Events and webhooks of all tenants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventBacklog {
    /// Events that no server has numbered yet.
    pub waiting: i64,
    /// When the first of them happened.
    pub oldest_waiting_at: Option<Instant>,
    /// The last number given.
    pub last_sequence: i64,
    /// Numbered events that are still kept.
    pub kept: i64,
    /// Webhooks that are sent events.
    pub enabled_webhooks: i64,
    /// Those of them that nothing gets through to now.
    pub failing_webhooks: i64,
    /// Since when nothing gets through to the one that has failed longest.
    pub failing_since: Option<Instant>,
    /// Webhooks that were switched off because nothing got through.
    pub switched_off_webhooks: i64,
}

/// What is yet to be told.
///
/// # Errors
/// Only the database's.
pub fn event_backlog(conn: &mut Conn<'_>) -> Result<EventBacklog, Failure> {
    let (waiting, oldest_waiting_at) = store::waiting(conn)?;
    let numbering = store::numbering(conn)?;
    let mut backlog = EventBacklog {
        waiting,
        oldest_waiting_at,
        last_sequence: numbering.last_sequence,
        kept: numbering.last_sequence - numbering.trimmed_sequence,
        ..EventBacklog::default()
    };
    for (is_enabled, disabled_reason, failing_since) in store::webhook_standings(conn)? {
        if is_enabled {
            backlog.enabled_webhooks += 1;
        } else if disabled_reason.is_some() {
            backlog.switched_off_webhooks += 1;
        }
        if let Some(since) = failing_since.filter(|_| is_enabled) {
            backlog.failing_webhooks += 1;
            let earliest = backlog
                .failing_since
                .map_or(since, |known| known.min(since));
            backlog.failing_since = Some(earliest);
        }
    }
    Ok(backlog)
}
