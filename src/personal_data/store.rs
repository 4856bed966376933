//! Rows of retention, and what erasing changes.

use diesel::prelude::*;
use serde_json::Value;

use crate::db::schema::adherence::adherence_explanations;
use crate::db::schema::availability::unavailable_times;
use crate::db::schema::foundation::{api_keys, users};
use crate::db::schema::organisation::{agent_preferences, agents};
use crate::db::schema::personal_data::{retention_runs, retention_settings};
use crate::db::schema::schedules::calendar_links;
use crate::db::schema::shift_trades::shift_trades;
use crate::db::schema::time_off::{time_off_balance_entries, time_off_requests};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = retention_settings)]
pub(super) struct SettingsRow {
    pub tenant_id: String,
    pub document: String,
    pub version: i32,
    pub modified_by: String,
    pub modified_at: Instant,
}

pub(super) fn settings(conn: &mut Conn<'_>, tenant: &str) -> Result<Option<SettingsRow>, DbError> {
    Ok(each!(conn, c => retention_settings::table
        .find(tenant)
        .select(SettingsRow::as_select())
        .first(c)
        .optional())?)
}

/// Adds the settings (at version 0) or overwrites those at that version; `false` when somebody else was first.
pub(super) fn put_settings(
    conn: &mut Conn<'_>,
    row: &SettingsRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = if expected == 0 {
        each!(conn, c => diesel::insert_into(retention_settings::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?
    } else {
        each!(conn, c => diesel::update(retention_settings::table
                .find(&row.tenant_id)
                .filter(retention_settings::version.eq(expected)))
            .set((
                retention_settings::document.eq(&row.document),
                retention_settings::version.eq(row.version),
                retention_settings::modified_by.eq(&row.modified_by),
                retention_settings::modified_at.eq(row.modified_at),
            ))
            .execute(c))?
    };
    Ok(changed == 1)
}

/// Takes a tenant's next run, unless one began after `not_since`; whether it is the caller's.
pub(super) fn claim_run(
    conn: &mut Conn<'_>,
    tenant: &str,
    (now, not_since): (Instant, Instant),
) -> Result<bool, DbError> {
    let first = each!(conn, c => diesel::insert_into(retention_runs::table)
        .values((retention_runs::tenant_id.eq(tenant), retention_runs::started_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c))?;
    if first == 1 {
        return Ok(true);
    }
    let next = each!(conn, c => diesel::update(retention_runs::table
            .find(tenant)
            .filter(retention_runs::started_at.le(not_since)))
        .set(retention_runs::started_at.eq(now))
        .execute(c))?;
    Ok(next == 1)
}

/// What tells who an agent is.
pub(super) fn agent_names(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<(String, Option<String>)>, DbError> {
    Ok(each!(conn, c => agents::table
        .find((tenant, id))
        .select((agents::name, agents::external_id))
        .first(c)
        .optional())?)
}

/// What tells who a user is: user name and display name.
pub(super) fn user_names(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<(String, String)>, DbError> {
    Ok(each!(conn, c => users::table
        .find((tenant, id))
        .select((users::username, users::display_name))
        .first(c)
        .optional())?)
}

pub(super) fn users_of_agent(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => users::table
        .filter(users::tenant_id.eq(tenant).and(users::agent_id.eq(agent)))
        .order(users::id)
        .select(users::id)
        .load(c))?)
}

pub(super) fn blank_agent(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    pseudonym: &str,
    external_id: Option<&str>,
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(agents::table.find((tenant, id)))
        .set((
            agents::name.eq(pseudonym),
            agents::external_id.eq(external_id),
            agents::active.eq(false),
            agents::version.eq(agents::version + 1),
            agents::modified_at.eq(now),
        ))
        .execute(c))?;
    each!(conn, c => diesel::delete(agent_preferences::table.find((tenant, id))).execute(c))?;
    each!(conn, c => diesel::delete(calendar_links::table.find((tenant, id))).execute(c))?;
    each!(conn, c => diesel::update(api_keys::table
            .filter(api_keys::tenant_id.eq(tenant).and(api_keys::agent_id.eq(id)))
            .filter(api_keys::revoked_at.is_null()))
        .set(api_keys::revoked_at.eq(Some(now)))
        .execute(c))?;
    Ok(())
}

/// Takes name and password from a user.
pub(super) fn blank_user(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    pseudonym: &str,
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(users::table.find((tenant, id)))
        .set((
            users::username.eq(pseudonym),
            users::display_name.eq(pseudonym),
            // No hash of any password.
            users::password_hash.eq("erased"),
            users::version.eq(users::version + 1),
            users::modified_at.eq(now),
        ))
        .execute(c))?;
    Ok(())
}

/// Takes away what was said in somebody's own words by or about an agent, and gives what it was.
pub(super) fn blank_words(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent: &str,
) -> Result<Vec<String>, DbError> {
    let mut words = Vec::new();
    macro_rules! blank_column {
        ($table:ident, $column:ident) => {
            let said: Vec<String> = each!(conn, c => $table::table
                .filter($table::tenant_id.eq(tenant).and($table::agent_id.eq(agent)))
                .select($table::$column)
                .load(c))?;
            words.extend(said);
            each!(conn, c => diesel::update($table::table
                    .filter($table::tenant_id.eq(tenant).and($table::agent_id.eq(agent))))
                .set($table::$column.eq(""))
                .execute(c))?;
        };
    }
    macro_rules! blank_notes {
        ($table:ident, $agent:ident) => {
            let rows: Vec<(String, String)> = each!(conn, c => $table::table
                .filter($table::tenant_id.eq(tenant).and($table::$agent.eq(agent)))
                .select(($table::id, $table::document))
                .load(c))?;
            for (id, document) in rows {
                if let Some((notes, blank)) = without_notes(&document) {
                    words.push(notes);
                    each!(conn, c => diesel::update($table::table.find((tenant, &id)))
                        .set($table::document.eq(&blank))
                        .execute(c))?;
                }
            }
        };
    }
    blank_column!(adherence_explanations, notes);
    blank_column!(time_off_balance_entries, reason);
    blank_notes!(time_off_requests, agent_id);
    blank_notes!(unavailable_times, agent_id);
    blank_notes!(shift_trades, initiating_agent_id);
    Ok(words)
}

/// The notes of a document, and the document without them; nothing when it has none.
fn without_notes(document: &str) -> Option<(String, String)> {
    let mut document: Value = serde_json::from_str(document).ok()?;
    let notes = document.get_mut("notes")?;
    let said = notes.as_str().filter(|said| !said.is_empty())?.to_owned();
    *notes = Value::from("");
    Some((said, document.to_string()))
}
