//! Recorded attempts over time.

use diesel::prelude::*;

use crate::db::schema::outbound::contact_attempts;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// What counts of an attempt.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = contact_attempts)]
pub(in crate::outbound) struct CountedAttemptRow {
    pub lease_id: String,
    pub recorded_at: Instant,
    pub flags: String,
    pub handle_seconds: Option<i32>,
}

/// A campaign's attempts recorded in `[from, to)`, in order of time.
pub(in crate::outbound) fn attempts_between(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    (from, to): (Instant, Instant),
) -> Result<Vec<CountedAttemptRow>, DbError> {
    Ok(each!(conn, c => contact_attempts::table
        .filter(contact_attempts::tenant_id.eq(tenant).and(contact_attempts::campaign_id.eq(campaign)))
        .filter(contact_attempts::recorded_at.ge(from).and(contact_attempts::recorded_at.lt(to)))
        .order((contact_attempts::recorded_at, contact_attempts::lease_id))
        .select(CountedAttemptRow::as_select())
        .load(c))?)
}
