//! A key that a request holds while it is at work.
//!
//! The answer of a request is kept in a transaction behind its changes, so it can be lost: the server dies, or the database
//! goes away in between. Whether there were changes is not lost, for every transaction of the request notes it in the key.
//! A repeated request is therefore carried out only when the first one has changed nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use super::store::{self, ClaimedKey, KeyRow, Progress};
use crate::db::{Conn, DbError, Instant, WriteWatch};
use crate::failure::Failure;

/// How long an answer is remembered.
const REMEMBERED_SECONDS: i64 = 24 * 3_600;

/// After this time a request that never recorded its answer is taken to have died.
const ABANDONED_SECONDS: i64 = 120;

/// What came of asking for a key.
pub(super) enum Claim {
    /// The request is to be carried out, with the key in its hands.
    Ours(HeldKey),
    /// It was answered before.
    Recorded {
        status: u16,
        headers: String,
        body: String,
    },
}

/// A key in a request's hands; a watch over the request's writes.
pub(in crate::http) struct HeldKey {
    claimed: ClaimedKey,
    /// Whether another request was let in with the key: this one was taken to have died.
    is_lost: AtomicBool,
}

/// Claims a key for a request, in one transaction; `row` is how it is claimed now.
///
/// # Errors
/// [`Failure::Conflict`] `idempotency-key-reused`, `idempotency-key-in-flight`, `idempotency-answer-lost`.
pub(super) fn claim(conn: &mut Conn<'_>, row: &KeyRow, now: Instant) -> Result<Claim, Failure> {
    let forget_before = now.plus_seconds(-REMEMBERED_SECONDS);
    let Some(holder) = store::claim(conn, row, forget_before)? else {
        return Ok(Claim::Ours(HeldKey::new(row)));
    };
    if holder.fingerprint != row.fingerprint {
        let detail = "this Idempotency-Key was used with another request; use a fresh key";
        return Err(Failure::conflict("idempotency-key-reused", detail));
    }
    let is_abandoned = holder.created_at < now.plus_seconds(-ABANDONED_SECONDS);
    let before = ClaimedKey::of(&holder);
    match holder.progress() {
        Progress::Answered {
            status,
            headers,
            body,
        } => Ok(Claim::Recorded {
            status,
            headers,
            body,
        }),
        Progress::AnswerLost => Err(answer_lost()),
        Progress::Changed if is_abandoned => Err(answer_lost()),
        Progress::Begun if is_abandoned => {
            // Whoever was taken for dead and is not can keep nothing any more: their key is another's.
            let is_free = store::free(conn, &before)?;
            if is_free && store::claim(conn, row, forget_before)?.is_none() {
                Ok(Claim::Ours(HeldKey::new(row)))
            } else {
                Err(in_flight())
            }
        }
        Progress::Changed | Progress::Begun => Err(in_flight()),
    }
}

/// Another request with the key is at work.
pub(super) fn in_flight() -> Failure {
    let detail = "the first request with this key is still running; repeat it in a moment";
    Failure::conflict("idempotency-key-in-flight", detail)
}

fn answer_lost() -> Failure {
    let detail = "the first request with this key has changed what it was to change, or a part of it, and its answer was \
                  lost; read what is there now, and use a fresh key for what is still to be done";
    Failure::conflict("idempotency-answer-lost", detail)
}

impl HeldKey {
    fn new(row: &KeyRow) -> Self {
        Self {
            claimed: ClaimedKey::of(row),
            is_lost: AtomicBool::new(false),
        }
    }

    /// Keeps the answer for those who repeat the request.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn record(
        &self,
        conn: &mut Conn<'_>,
        (status, headers, body): (u16, &str, &str),
    ) -> Result<(), DbError> {
        store::record(conn, &self.claimed, status, headers, body)
    }

    /// Gives the key back of a request that has failed: a repeated one is carried out, unless this one has changed something.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn give_back(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        if store::free(conn, &self.claimed)? {
            return Ok(());
        }
        store::lose_answer(conn, &self.claimed)
    }

    /// Whether the request has failed because another holds its key.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::SeqCst)
    }
}

impl WriteWatch for HeldKey {
    fn before(&self, _: &mut Conn<'_>) -> Result<(), DbError> {
        Ok(())
    }

    fn after(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        if store::note_change(conn, &self.claimed)? {
            return Ok(());
        }
        self.is_lost.store(true, Ordering::SeqCst);
        Err(DbError::Unfit(
            "another request with the same Idempotency-Key was let in meanwhile".to_owned(),
        ))
    }
}

#[cfg(test)]
#[path = "held_tests.rs"]
mod tests;
