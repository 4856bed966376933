//! In which state the contacts of a pool are now.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Contacts of one state.
#[derive(QueryableByName, Clone, Debug)]
pub(in crate::outbound) struct StateRow {
    /// A hold's reason, or `finished`, `callRunning`, `leased`, `callback`, `stepDelay`, `waiting`, `ready`.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub channel: String,
    /// `''` for the list's default; told only of contacts that are ready.
    #[diesel(sql_type = Text)]
    pub time_zone: String,
    #[diesel(sql_type = BigInt)]
    pub contacts: i64,
}

// SQLite numbers parameters by their first appearance, whatever they are called.
const COUNT: &str = "SELECT state, channel, CASE WHEN state = 'ready' THEN time_zone ELSE '' END AS time_zone, \
    COUNT(*) AS contacts FROM (SELECT channel, time_zone, CASE \
        WHEN finished AND hold_reason IN ('deadlinePassed', 'alreadyCustomer') THEN hold_reason \
        WHEN finished THEN 'finished' \
        WHEN started_at IS NOT NULL AND lease_expires_at > $1 THEN 'callRunning' \
        WHEN lease_expires_at > $1 THEN 'leased' \
        WHEN callback_at IS NOT NULL AND available_at > $1 THEN 'callback' \
        WHEN hold_reason IS NOT NULL AND (held OR available_at > $1) THEN hold_reason \
        WHEN attempts >= $2 THEN 'attemptsExhausted' \
        WHEN available_at > $1 AND step > 0 AND attempts = 0 THEN 'stepDelay' \
        WHEN available_at > $1 THEN 'waiting' ELSE 'ready' END AS state \
        FROM campaign_contacts WHERE tenant_id = $3 AND campaign_id = $4) AS told \
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

/// A campaign's contacts by state, of which each may be tried `max_attempts` times.
pub(in crate::outbound) fn states(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    max_attempts: i32,
    now: Instant,
) -> Result<Vec<StateRow>, DbError> {
    Ok(each!(conn, c => diesel::sql_query(COUNT)
        .bind::<BigInt, _>(now)
        .bind::<Integer, _>(max_attempts)
        .bind::<Text, _>(tenant)
        .bind::<Text, _>(campaign)
        .load(c))?)
}
