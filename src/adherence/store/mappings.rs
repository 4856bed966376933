//! Rows of what a source's states mean, and of states that mean nothing here.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::schema::adherence::{
    agent_state_mappings as mappings, unknown_agent_states as unknown,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = mappings)]
pub(in crate::adherence) struct MappingRow {
    pub tenant_id: String,
    pub source: String,
    pub version: i32,
    pub states: String,
    pub created_by: String,
    pub created_at: Instant,
}

#[derive(Queryable, Selectable, Clone, Debug, PartialEq)]
#[diesel(table_name = unknown)]
pub(in crate::adherence) struct UnknownStateRow {
    pub tenant_id: String,
    pub source: String,
    pub system_presence: String,
    /// Empty for none.
    pub routing_status: String,
    pub event_count: i64,
    pub first_at: Instant,
    pub last_at: Instant,
}

/// The mapping of each source that has one.
pub(in crate::adherence) fn latest_mappings(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<MappingRow>, DbError> {
    let rows: Vec<MappingRow> = each!(conn, c => mappings::table
        .filter(mappings::tenant_id.eq(tenant))
        .order((mappings::source, mappings::version))
        .select(MappingRow::as_select())
        .load(c))?;
    let latest: BTreeMap<String, MappingRow> = rows
        .into_iter()
        .map(|row| (row.source.clone(), row))
        .collect();
    Ok(latest.into_values().collect())
}

/// The mapping of a source.
pub(in crate::adherence) fn latest_mapping(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
) -> Result<Option<MappingRow>, DbError> {
    Ok(each!(conn, c => mappings::table
        .filter(mappings::tenant_id.eq(tenant).and(mappings::source.eq(source)))
        .order(mappings::version.desc())
        .select(MappingRow::as_select())
        .first(c)
        .optional())?)
}

/// Adds a version of a mapping; the key refuses a version that is there.
pub(in crate::adherence) fn insert_mapping(
    conn: &mut Conn<'_>,
    row: &MappingRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(mappings::table).values(row).execute(c))?;
    Ok(())
}

/// The same text runs on both engines: SQLite numbers `$n` in the order they first stand in.
const COUNT_UNKNOWN: &str = "INSERT INTO unknown_agent_states \
    (tenant_id, source, system_presence, routing_status, event_count, first_at, last_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) \
    ON CONFLICT (tenant_id, source, system_presence, routing_status) DO UPDATE SET \
    event_count = unknown_agent_states.event_count + excluded.event_count, \
    first_at = CASE WHEN excluded.first_at < unknown_agent_states.first_at THEN excluded.first_at \
        ELSE unknown_agent_states.first_at END, \
    last_at = CASE WHEN excluded.last_at > unknown_agent_states.last_at THEN excluded.last_at \
        ELSE unknown_agent_states.last_at END";

/// Adds to the counts of states; rows come in one order always, so that two writers never wait for each other in a ring.
pub(in crate::adherence) fn add_unknown_states(
    conn: &mut Conn<'_>,
    rows: &[UnknownStateRow],
) -> Result<(), DbError> {
    for row in rows {
        each!(conn, c => diesel::sql_query(COUNT_UNKNOWN)
            .bind::<Text, _>(&row.tenant_id)
            .bind::<Text, _>(&row.source)
            .bind::<Text, _>(&row.system_presence)
            .bind::<Text, _>(&row.routing_status)
            .bind::<BigInt, _>(row.event_count)
            .bind::<BigInt, _>(row.first_at)
            .bind::<BigInt, _>(row.last_at)
            .execute(c))?;
    }
    Ok(())
}

/// Every state that was ever counted.
pub(in crate::adherence) fn unknown_states(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<UnknownStateRow>, DbError> {
    Ok(each!(conn, c => unknown::table
        .filter(unknown::tenant_id.eq(tenant))
        .order((unknown::source, unknown::system_presence, unknown::routing_status))
        .select(UnknownStateRow::as_select())
        .load(c))?)
}
