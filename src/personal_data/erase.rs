//! Erasing the people who work here: what tells who they are goes, what was planned and done stays under a pseudonym.

use serde::Serialize;
use serde_json::Value;

use super::places::names_user;
use super::store;
use crate::audit_log::redact_entries;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::http::{answers_mentioning, forget_answers};
use crate::tenancy::{PseudonymKey, Scope};

/// Documents that hold names beside ids.
const NAME_HOLDERS: [(&str, &str); 6] = [
    ("roster_records", "setting"),
    ("roster_records", "found"),
    ("roster_records", "prices"),
    ("runs", "result"),
    ("reschedules", "proposal"),
    ("events", "data"),
];

/// What else tells who a user is, or lets them in, where the schema has it.
const PERSONAL_USER_COLUMNS: [&str; 3] = ["email", "totp_secret", "totp_confirmed_at"];

/// What was erased of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasedAgent {
    /// The agent, whose id tells nothing.
    pub id: String,
    /// What stands for name and external id now. The same person under the same tenant has the same one.
    pub pseudonym: String,
    /// Users who were erased with them.
    pub users: Vec<String>,
    /// Entries of the audit log whose details were taken away.
    pub audit_entries_redacted: usize,
    /// When.
    pub date_erased: Instant,
}

/// What was erased of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasedUser {
    /// The user, whose id tells nothing.
    pub id: String,
    /// What stands for user name and display name now.
    pub pseudonym: String,
    /// Entries of the audit log whose details were taken away.
    pub audit_entries_redacted: usize,
    /// When.
    pub date_erased: Instant,
}

/// Erases an agent and the users they sign in as: name, external id, preferences, notes, calendar link and sessions go; the agent is
/// no longer active. Shifts, states, adherence and all figures stay under the agent's id. One who was erased before is left as
/// they are.
///
/// # Errors
/// `not-found`.
pub fn erase_agent(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<ErasedAgent, Failure> {
    let tenant = scope.tenant();
    let (name, external_id) =
        store::agent_names(conn, tenant, id)?.ok_or_else(|| Failure::not_found("agent", id))?;
    let pseudonym = pseudonym(conn, scope, "agent", id)?;
    let users = store::users_of_agent(conn, tenant, id)?;
    let mut audit_entries_redacted = 0;
    for user in &users {
        audit_entries_redacted += erase_user(conn, scope, user)?.audit_entries_redacted;
    }
    if name != pseudonym {
        let kept = external_id.as_ref().map(|_| pseudonym.as_str());
        store::blank_agent(conn, (tenant, id), &pseudonym, kept, scope.now)?;
        let words = store::blank_words(conn, tenant, id)?;
        let names: Vec<&str> = std::iter::once(name.as_str())
            .chain(external_id.as_deref())
            .collect();
        for name in &names {
            for table in ["queue_log_calls", "queue_log_lines"] {
                conn.rename((table, "agent_name"), tenant, (name, &pseudonym))?;
            }
        }
        forget_names(conn, scope, (id, &pseudonym), &names)?;
        let told = names.into_iter().chain(words.iter().map(String::as_str));
        audit_entries_redacted += redact_entries(conn, tenant, &told.collect::<Vec<_>>())?;
    }
    Ok(ErasedAgent {
        id: id.to_owned(),
        pseudonym,
        users,
        audit_entries_redacted,
        date_erased: scope.now,
    })
}

/// Erases a user: user name, display name and password go, and the sessions end. What they did stays under their id. One who
/// was erased before is left as they are.
///
/// # Errors
/// `not-found`.
pub fn erase_user(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<ErasedUser, Failure> {
    let tenant = scope.tenant();
    let (username, display_name) =
        store::user_names(conn, tenant, id)?.ok_or_else(|| Failure::not_found("user", id))?;
    let pseudonym = pseudonym(conn, scope, "user", id)?;
    let mut audit_entries_redacted = 0;
    if username != pseudonym {
        let email = email_of(conn, tenant, id)?;
        store::blank_user(conn, (tenant, id), &pseudonym, scope.now)?;
        forget_credentials(conn, tenant, id)?;
        let names = [username, display_name].into_iter().chain(email);
        let names: Vec<String> = names.collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        forget_names(conn, scope, (id, &pseudonym), &names)?;
        audit_entries_redacted = redact_entries(conn, tenant, &names)?;
    }
    Ok(ErasedUser {
        id: id.to_owned(),
        pseudonym,
        audit_entries_redacted,
        date_erased: scope.now,
    })
}

/// The user's address, where the schema has one.
fn email_of(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<Option<String>, Failure> {
    let rows = conn.rows_with(("users", "id"), tenant, id)?;
    let email = rows.first().and_then(|row| row.get("email")?.as_str());
    Ok(email.map(str::to_owned))
}

/// Ends every way to sign in. Whatever names a user by `user_id` is one: sessions, second factors, identities elsewhere.
fn forget_credentials(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<(), Failure> {
    for column in conn.schema_columns()? {
        let place = (column.table_name.as_str(), column.column_name.as_str());
        if names_user(&column) {
            conn.delete_with(place, tenant, id)?;
        } else if place.0 == "users" && PERSONAL_USER_COLUMNS.contains(&place.1) {
            conn.clear(place, tenant, ("id", id))?;
        }
    }
    Ok(())
}

fn pseudonym(conn: &mut Conn<'_>, scope: &Scope, kind: &str, id: &str) -> Result<String, Failure> {
    let key = PseudonymKey::of_tenant(conn, scope.tenant(), scope.now)?;
    Ok(format!("erased-{}", key.short(&format!("{kind}/{id}"))))
}

/// Takes names out of what was kept beside the rows that were theirs.
fn forget_names(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (id, pseudonym): (&str, &str),
    names: &[&str],
) -> Result<(), Failure> {
    let tenant = scope.tenant();
    // As they stand within JSON.
    let quoted = |text: &str| Value::from(text).to_string();
    for place in NAME_HOLDERS {
        for name in names {
            conn.replace_text(place, tenant, (&quoted(name), &quoted(pseudonym)))?;
        }
    }
    let keys = answers_mentioning(conn, tenant, id)?;
    Ok(forget_answers(conn, tenant, &keys)?)
}
