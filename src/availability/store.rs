//! Rows of unavailable times.

use diesel::prelude::*;

use crate::db::schema::availability::unavailable_times as times;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = times)]
pub(super) struct TimeRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub agent_id: String,
    pub status: String,
    pub start_at: Instant,
    /// End of the last repetition.
    pub last_end_at: Instant,
    pub document: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

pub(super) fn insert_time(conn: &mut Conn<'_>, row: &TimeRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(times::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn time(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<TimeRow>, DbError> {
    Ok(each!(conn, c => times::table
        .find((tenant, id))
        .select(TimeRow::as_select())
        .first(c)
        .optional())?)
}

/// Times of these agents, or all, in a state or any, after the id `after`.
pub(super) fn page_of_times(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: Option<&[String]>,
    status: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<TimeRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = times::table
                .filter(times::tenant_id.eq(tenant).and(times::id.gt(after)))
                .order(times::id)
                .limit(limit)
                .select(TimeRow::as_select())
                .into_boxed();
            if let Some(agents) = agent_ids {
                query = query.filter(times::agent_id.eq_any(agents));
            }
            if let Some(status) = status {
                query = query.filter(times::status.eq(status));
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Approved times of these agents that touch `from..to`, repetitions included.
pub(super) fn approved_times(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    (from, to): (Instant, Instant),
) -> Result<Vec<TimeRow>, DbError> {
    let mut found = Vec::new();
    for agents in agent_ids.chunks(5_000) {
        let rows: Vec<TimeRow> = each!(conn, c => times::table
            .filter(times::tenant_id.eq(tenant).and(times::agent_id.eq_any(agents)))
            .filter(times::status.eq("Approved"))
            .filter(times::start_at.lt(to).and(times::last_end_at.gt(from)))
            .order((times::agent_id, times::id))
            .select(TimeRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Overwrites one that is still at version `expected`; `false` when it is not.
pub(super) fn replace_time(
    conn: &mut Conn<'_>,
    row: &TimeRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(times::table.find((&row.tenant_id, &row.id)))
        .filter(times::version.eq(expected))
        .set((
            times::status.eq(&row.status),
            times::document.eq(&row.document),
            times::version.eq(row.version),
            times::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
