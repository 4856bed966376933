//! What came of a campaign's attempts over time.

use std::collections::BTreeSet;

use super::wrap_up::WrapUpFlag;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::attempts;
use crate::tenancy::Scope;

/// An attempt whose outcome was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAttempt {
    /// When its outcome was recorded.
    pub recorded_at: Instant,
    /// What its wrap-up code said then.
    pub flags: BTreeSet<WrapUpFlag>,
    /// How long it took, if known.
    pub handle_seconds: Option<i32>,
}

/// A campaign's attempts recorded in `[from, to)`, in order of time.
///
/// # Errors
/// Only the database's.
pub fn recorded_attempts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    range: (Instant, Instant),
) -> Result<Vec<RecordedAttempt>, Failure> {
    let rows = attempts::attempts_between(conn, scope.tenant(), campaign_id, range)?;
    let attempts = rows.into_iter().map(|row| {
        Ok(RecordedAttempt {
            recorded_at: row.recorded_at,
            flags: documents::read("attempt", &row.lease_id, &row.flags)?,
            handle_seconds: row.handle_seconds,
        })
    });
    attempts.collect()
}
