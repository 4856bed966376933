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

/// The most rows deleted in one transaction, so that nobody waits long for the database.
const ROWS_A_TRIMMING: i64 = 5_000;

/// The most numbers that one look for a subscription's events goes over: it takes little also where none is for it.
const NUMBERS_A_LOOK: i64 = 10_000;

/// The most hours that events are kept for the sake of a webhook that is not sent them: a week. It is a bound on what one
/// receiver that is slow, or gone, can make the database hold.
const MOST_HOURS_FOR_WEBHOOKS: i64 = 7 * 24;

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

/// What a tenant's subscription hears of the numbers after the first up to the second, which was read before: at most
/// `limit` events, and no more than [`NUMBERS_A_LOOK`] numbers are looked at.
///
/// # Errors
/// [`Failure::Database`].
pub(super) fn heard_after(
    conn: &mut Conn<'_>,
    (tenant, subscription): (&str, &Subscription),
    (after, last): (i64, i64),
    limit: i64,
) -> Result<Heard, Failure> {
    let end = last.min(after.saturating_add(NUMBERS_A_LOOK)).max(after);
    let rows = store::chosen_events(conn, tenant, &subscription.choices(), (after, end), limit)?;
    let is_all = i64::try_from(rows.len()).is_ok_and(|count| count < limit);
    let events = rows
        .into_iter()
        .map(KeptEvent::from_row)
        .collect::<Result<Vec<_>, _>>()?;
    let seen = events.last().map_or(after, |event| event.message.sequence);
    Ok(Heard {
        through: if is_all { end } else { seen },
        events: events
            .into_iter()
            .filter(|event| event.is_for(tenant, subscription))
            .collect(),
    })
}

/// How long events are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keeping {
    /// Events from before this go, unless an enabled webhook has yet to be sent them.
    pub unneeded_before: Instant,
    /// Events from before this go, whoever needs them.
    pub all_before: Instant,
}

impl Keeping {
    /// Events are kept for so many hours, and [`MOST_HOURS_FOR_WEBHOOKS`] for webhooks that need them longer.
    pub(super) fn of_hours(now: Instant, hours: i64) -> Self {
        let before = |hours: i64| now.plus_minutes(-hours * 60);
        Self {
            unneeded_before: before(hours),
            all_before: before(hours.max(MOST_HOURS_FOR_WEBHOOKS)),
        }
    }
}

/// Deletes events that are kept no longer, and says how many.
///
/// # Errors
/// Only the database's.
pub fn trim_events(db: &Database, keeping: Keeping) -> Result<usize, Failure> {
    let before = (keeping.unneeded_before, keeping.all_before);
    in_batches(db, |conn| {
        let Some(through) = store::last_trimmable(conn, before, ROWS_A_TRIMMING)? else {
            return Ok(0);
        };
        store::note_trimmed(conn, through)?;
        Ok(store::delete_events_through(conn, through)?)
    })
}

/// Deletes the record of deliveries attempted longer ago than events are kept, and says how many.
///
/// # Errors
/// Only the database's.
pub fn trim_deliveries(db: &Database, keeping: Keeping) -> Result<usize, Failure> {
    in_batches(db, |conn| {
        let before = keeping.unneeded_before;
        Ok(store::delete_deliveries_before(
            conn,
            before,
            ROWS_A_TRIMMING,
        )?)
    })
}

/// Deletes in one transaction after another until nothing is left to delete.
fn in_batches(
    db: &Database,
    delete: impl Fn(&mut Conn<'_>) -> Result<usize, Failure>,
) -> Result<usize, Failure> {
    let mut gone = 0;
    loop {
        match db.write(&delete)? {
            0 => return Ok(gone),
            count => gone += count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_are_waited_for_a_week_or_as_long_as_events_are_kept_anyway() {
        let now = Instant::from_epoch_millis(0).plus_minutes(1_000_000);
        for (hours, most) in [(72, 168), (168, 168), (400, 400)] {
            let keeping = Keeping::of_hours(now, hours);
            assert_eq!(keeping.unneeded_before, now.plus_minutes(-hours * 60));
            assert_eq!(keeping.all_before, now.plus_minutes(-most * 60));
        }
    }
}
