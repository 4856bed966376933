//! Recorded attempts over time.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::BATCH;
use super::pool::AttemptRow;
use crate::db::schema::outbound::{campaigns, contact_attempts, contacts};
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

/// An attempt as models learn of it.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = contact_attempts)]
pub(in crate::outbound) struct TriedRow {
    pub lease_id: String,
    pub contact_id: String,
    pub started_at: Option<Instant>,
    pub recorded_at: Instant,
    pub flags: String,
    pub attempt: i32,
}

/// The newest of a campaign's attempts recorded in `[from, to)`, in order of time.
pub(in crate::outbound) fn newest(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    (from, to): (Instant, Instant),
    most: i64,
) -> Result<Vec<TriedRow>, DbError> {
    let mut rows: Vec<TriedRow> = each!(conn, c => contact_attempts::table
        .filter(contact_attempts::tenant_id.eq(tenant).and(contact_attempts::campaign_id.eq(campaign)))
        .filter(contact_attempts::recorded_at.ge(from).and(contact_attempts::recorded_at.lt(to)))
        .order((contact_attempts::recorded_at.desc(), contact_attempts::lease_id.desc()))
        .limit(most)
        .select(TriedRow::as_select())
        .load(c))?;
    rows.reverse();
    Ok(rows)
}

/// How many of a campaign's attempts were recorded from then on.
pub(in crate::outbound) fn count_since(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    from: Instant,
) -> Result<i64, DbError> {
    Ok(each!(conn, c => contact_attempts::table
        .filter(contact_attempts::tenant_id.eq(tenant).and(contact_attempts::campaign_id.eq(campaign)))
        .filter(contact_attempts::recorded_at.ge(from))
        .count()
        .get_result(c))?)
}

/// The attempts on these contacts, in order of time.
pub(in crate::outbound) fn of_contacts(
    conn: &mut Conn<'_>,
    tenant: &str,
    contacts: &[&str],
) -> Result<Vec<AttemptRow>, DbError> {
    let campaigns: Vec<String> = each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant))
        .select(campaigns::id)
        .load(c))?;
    let mut found = Vec::new();
    for batch in contacts.chunks(BATCH) {
        // The campaigns are named, because an attempt is found by them.
        let rows: Vec<AttemptRow> = each!(conn, c => contact_attempts::table
            .filter(contact_attempts::tenant_id.eq(tenant))
            .filter(contact_attempts::campaign_id.eq_any(&campaigns))
            .filter(contact_attempts::contact_id.eq_any(batch))
            .select(AttemptRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    found.sort_by(|a, b| (a.recorded_at, &a.lease_id).cmp(&(b.recorded_at, &b.lease_id)));
    Ok(found)
}

/// How long the slots of [`counts_between`] are: every zone's hours begin with one.
pub(in crate::outbound) const SLOT_MILLIS: i64 = 900_000;

/// Attempts with the same flags, of one slot of time.
#[derive(QueryableByName, Clone, Debug)]
pub(in crate::outbound) struct AttemptCountRow {
    /// Counted from 1970 UTC.
    #[diesel(sql_type = BigInt)]
    pub slot: i64,
    #[diesel(sql_type = Text)]
    pub flags: String,
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    /// Attempts whose handle time is known.
    #[diesel(sql_type = BigInt)]
    pub handled: i64,
    #[diesel(sql_type = BigInt)]
    pub handle_seconds: i64,
}

const COUNT: &str = "SELECT recorded_at / 900000 AS slot, flags, COUNT(*) AS attempts, \
    COUNT(handle_seconds) AS handled, COALESCE(SUM(handle_seconds), 0) AS handle_seconds \
    FROM contact_attempts WHERE tenant_id = $1 AND campaign_id = $2 AND recorded_at >= $3 AND recorded_at < $4 \
    GROUP BY recorded_at / 900000, flags ORDER BY 1, 2";

/// A campaign's attempts recorded in `[from, to)`, counted by slot and flags.
pub(in crate::outbound) fn counts_between(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    (from, to): (Instant, Instant),
) -> Result<Vec<AttemptCountRow>, DbError> {
    Ok(each!(conn, c => diesel::sql_query(COUNT)
        .bind::<Text, _>(tenant)
        .bind::<Text, _>(campaign)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(c))?)
}

/// Those behind whom a sale was made in any campaign since then: their persons, each once.
pub(in crate::outbound) fn customers_since(
    conn: &mut Conn<'_>,
    tenant: &str,
    since: Instant,
) -> Result<Vec<String>, DbError> {
    let campaigns: Vec<String> = each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant))
        .select(campaigns::id)
        .load(c))?;
    let contacts: Vec<String> = each!(conn, c => contact_attempts::table
        .filter(contact_attempts::tenant_id.eq(tenant))
        // The campaigns are named, because an attempt is found by them.
        .filter(contact_attempts::campaign_id.eq_any(&campaigns))
        .filter(contact_attempts::recorded_at.ge(since))
        .filter(contact_attempts::flags.like("%\"businessSuccess\"%"))
        .select(contact_attempts::contact_id)
        .distinct()
        .load(c))?;
    let mut persons = Vec::new();
    for batch in contacts.chunks(BATCH) {
        let found: Vec<String> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(batch)))
            .filter(contacts::person_id.ne(""))
            .select(contacts::person_id)
            .distinct()
            .load(c))?;
        persons.extend(found);
    }
    Ok(persons)
}
