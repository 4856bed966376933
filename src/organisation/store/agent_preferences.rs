//! Rows of agents' preferences.

use diesel::prelude::*;

use crate::db::schema::organisation::agent_preferences as preferences;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Ids of one statement: within the engines' bind limits.
const BATCH_IDS: usize = 10_000;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = preferences, primary_key(tenant_id, agent_id))]
pub(in crate::organisation) struct AgentPreferencesRow {
    pub tenant_id: String,
    pub agent_id: String,
    pub preferences: String,
    pub version: i32,
    pub modified_by: String,
    pub modified_at: Instant,
}

/// The rows of these agents; those without one are left out.
pub(in crate::organisation) fn agent_preferences(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
) -> Result<Vec<AgentPreferencesRow>, DbError> {
    let mut rows = Vec::new();
    for chunk in agent_ids.chunks(BATCH_IDS) {
        let found: Vec<AgentPreferencesRow> = each!(conn, c => preferences::table
            .filter(preferences::tenant_id.eq(tenant))
            .filter(preferences::agent_id.eq_any(chunk))
            .select(AgentPreferencesRow::as_select())
            .load(c))?;
        rows.extend(found);
    }
    Ok(rows)
}

/// Adds an agent's first row.
pub(in crate::organisation) fn insert_agent_preferences(
    conn: &mut Conn<'_>,
    row: &AgentPreferencesRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(preferences::table).values(row).execute(c))?;
    Ok(())
}

/// Overwrites an agent's row unless its version is no longer `expected`; whether it did.
pub(in crate::organisation) fn replace_agent_preferences(
    conn: &mut Conn<'_>,
    row: &AgentPreferencesRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(preferences::table.find((&row.tenant_id, &row.agent_id)))
        .filter(preferences::version.eq(expected))
        .set(row)
        .execute(c))?;
    Ok(changed == 1)
}
