//! Numbering what was told, and forgetting it when it is old.
//!
//! A database's own sequence hands out its numbers before transactions commit, so a reader that has seen number 8 may
//! have passed over 7, which commits later. Here an event has no number until its transaction is kept: whoever serves
//! takes the numbering's lock, gives the events that wait the next numbers, and commits. Numbers therefore become visible
//! in their order and without gaps, on any number of servers, and no long transaction holds the others' events up.

use super::message::KeptEvent;
use super::store::{self, NumberingRow};
use super::subscription::Subscription;
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;

/// The most events numbered in one transaction.
const EVENTS_A_NUMBERING: i64 = 2_000;

/// The most events deleted in one transaction, so that nobody waits long for the database.
const EVENTS_A_TRIMMING: i64 = 5_000;

/// How far events are numbered, and how far they are no longer kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// The last number given.
    pub last: i64,
    /// The last number whose event is no longer kept; 0 when all are.
    pub trimmed: i64,
}

impl From<NumberingRow> for Extent {
    fn from(row: NumberingRow) -> Self {
        Self {
            last: row.last_sequence,
            trimmed: row.trimmed_sequence,
        }
    }
}

/// Numbers every event that waits, and says how many there were.
///
/// # Errors
/// Only the database's.
pub fn number_waiting_events(db: &Database) -> Result<i64, Failure> {
    let mut numbered = 0;
    while db.read(store::is_any_waiting)? {
        numbered += db.write(|conn| {
            let last = store::lock_numbering(conn)?;
            let count = store::number_waiting(conn, last, EVENTS_A_NUMBERING)?;
            store::advance_numbering(conn, count)?;
            Ok::<_, Failure>(count)
        })?;
    }
    Ok(numbered)
}

/// How far events reach now.
///
/// # Errors
/// Only the database's.
pub(super) fn extent(conn: &mut Conn<'_>) -> Result<Extent, Failure> {
    Ok(store::numbering(conn)?.into())
}

/// Numbered events of all tenants after a number, in order.
///
/// # Errors
/// [`Failure::Database`].
pub(super) fn events_after(
    conn: &mut Conn<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<KeptEvent>, Failure> {
    let rows = store::events_after(conn, after, limit)?;
    rows.into_iter().map(KeptEvent::from_row).collect()
}

/// Some events of a subscription.
pub(super) struct Heard {
    /// Those it hears, in order.
    pub events: Vec<KeptEvent>,
    /// All up to this number were looked at.
    pub through: i64,
}

/// What a tenant's subscription hears after a number: of at most `limit` events of its topics.
///
/// # Errors
/// [`Failure::Database`].
pub(super) fn heard_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    subscription: &Subscription,
    after: i64,
    limit: i64,
) -> Result<Heard, Failure> {
    // Read first: what is numbered meanwhile comes after it and is met next time.
    let last = extent(conn)?.last;
    let rows = store::events_of_topics(conn, tenant, &subscription.topics(), (after, last), limit)?;
    let is_all = i64::try_from(rows.len()).is_ok_and(|count| count < limit);
    let events = rows
        .into_iter()
        .map(KeptEvent::from_row)
        .collect::<Result<Vec<_>, _>>()?;
    let seen = events.last().map_or(after, |event| event.message.sequence);
    Ok(Heard {
        through: if is_all { last.max(after) } else { seen },
        events: events
            .into_iter()
            .filter(|event| event.is_for(tenant, subscription))
            .collect(),
    })
}

/// Deletes events that happened before an instant, but none that an enabled webhook has yet to be sent, and the record of
/// deliveries attempted before it. Says how many events went.
///
/// # Errors
/// Only the database's.
pub fn trim_events(db: &Database, before: Instant) -> Result<usize, Failure> {
    let mut gone = 0;
    loop {
        let trimmed = db.write(|conn| {
            store::delete_deliveries_before(conn, before)?;
            let Some(through) = store::last_trimmable(conn, before, EVENTS_A_TRIMMING)? else {
                return Ok::<_, Failure>(0);
            };
            store::note_trimmed(conn, through)?;
            Ok(store::delete_events_through(conn, through)?)
        })?;
        if trimmed == 0 {
            return Ok(gone);
        }
        gone += trimmed;
    }
}
