//! What came of attempts, by the hour.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::BATCH;
use crate::db::schema::outbound::answer_tallies;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// The attempts whose outcomes were recorded in an hour.
#[derive(Queryable, Selectable, QueryableByName, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[diesel(table_name = answer_tallies)]
pub(in crate::outbound) struct TallyRow {
    /// Hours since 1970.
    pub hour: i64,
    pub attempts: i64,
    /// A person answered.
    pub answered: i64,
    /// Of these, no agent was there in time.
    pub abandoned: i64,
    /// Answered ones whose agent time is known.
    pub handled: i64,
    /// Their agent time.
    pub handle_seconds: i64,
}

/// A tally that is about to be kept.
#[derive(Insertable)]
#[diesel(table_name = answer_tallies)]
#[diesel(treat_none_as_default_value = false)]
struct NewTallyRow<'a> {
    tenant_id: &'a str,
    campaign_id: &'a str,
    hour: i64,
    attempts: i64,
    answered: i64,
    abandoned: i64,
    handled: i64,
    handle_seconds: i64,
}

/// A wrap-up flag as it stands in an attempt's JSON list.
fn has_flag(flag: &str) -> String {
    format!("flags LIKE '%\"{flag}\"%'")
}

/// Counts a campaign's attempts recorded in `[from, to)` by the hour. The flags are names of the vocabulary, which need no quoting.
pub(in crate::outbound) fn count(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    (from, to): (Instant, Instant),
    (answered, abandoned): (&[&str], &str),
) -> Result<Vec<TallyRow>, DbError> {
    let answered: Vec<String> = answered.iter().map(|flag| has_flag(flag)).collect();
    let answered = answered.join(" OR ");
    let abandoned = has_flag(abandoned);
    let count = format!(
        "SELECT recorded_at / 3600000 AS hour, COUNT(*) AS attempts, \
        COUNT(CASE WHEN {answered} THEN 1 END) AS answered, \
        COUNT(CASE WHEN {abandoned} THEN 1 END) AS abandoned, \
        COUNT(CASE WHEN {answered} THEN handle_seconds END) AS handled, \
        COALESCE(SUM(CASE WHEN {answered} THEN handle_seconds END), 0) AS handle_seconds \
        FROM contact_attempts WHERE tenant_id = $1 AND campaign_id = $2 AND recorded_at >= $3 AND recorded_at < $4 \
        GROUP BY recorded_at / 3600000"
    );
    Ok(each!(conn, c => diesel::sql_query(&count)
        .bind::<Text, _>(tenant)
        .bind::<Text, _>(campaign)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(c))?)
}

/// The hours in `[from, to)` that are kept, and what they come to together.
#[derive(QueryableByName, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::outbound) struct KeptSum {
    #[diesel(sql_type = BigInt)]
    pub hours: i64,
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    #[diesel(sql_type = BigInt)]
    pub abandoned: i64,
    #[diesel(sql_type = BigInt)]
    pub handled: i64,
    #[diesel(sql_type = BigInt)]
    pub handle_seconds: i64,
}

/// Sums the tallies of the hours in `[from, to)` that are kept: a window has hundreds, and is asked for every second.
pub(in crate::outbound) fn kept_sum(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    (from, to): (i64, i64),
) -> Result<KeptSum, DbError> {
    // A sum of BIGINT is NUMERIC on PostgreSQL.
    let sums = [
        "attempts",
        "answered",
        "abandoned",
        "handled",
        "handle_seconds",
    ]
    .map(|column| format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS {column}"))
    .join(", ");
    let sum = format!(
        "SELECT COUNT(*) AS hours, {sums} FROM answer_tallies \
        WHERE tenant_id = $1 AND campaign_id = $2 AND hour >= $3 AND hour < $4"
    );
    Ok(each!(conn, c => diesel::sql_query(&sum)
        .bind::<Text, _>(tenant)
        .bind::<Text, _>(campaign)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .get_result(c))?)
}

/// The tallies of the hours in `[from, to)` that are kept.
pub(in crate::outbound) fn kept(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    (from, to): (i64, i64),
) -> Result<Vec<TallyRow>, DbError> {
    Ok(each!(conn, c => answer_tallies::table
        .filter(answer_tallies::tenant_id.eq(tenant).and(answer_tallies::campaign_id.eq(campaign)))
        .filter(answer_tallies::hour.ge(from).and(answer_tallies::hour.lt(to)))
        .order(answer_tallies::hour)
        .select(TallyRow::as_select())
        .load(c))?)
}

/// Keeps tallies of hours that are over; those that are kept already stay.
pub(in crate::outbound) fn keep(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    rows: &[TallyRow],
) -> Result<(), DbError> {
    let rows: Vec<NewTallyRow<'_>> = rows
        .iter()
        .map(|row| NewTallyRow {
            tenant_id: tenant,
            campaign_id: campaign,
            hour: row.hour,
            attempts: row.attempts,
            answered: row.answered,
            abandoned: row.abandoned,
            handled: row.handled,
            handle_seconds: row.handle_seconds,
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(answer_tallies::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
