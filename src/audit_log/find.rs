//! Reading the log.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::store::{self, EntryRow, Place, Wanted};
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, page_size};
use crate::tenancy::Scope;

/// One entry of the log.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the tenant's chain, from 1 on without a gap.
    pub sequence: i64,
    /// When.
    pub at: Instant,
    /// `user:<id>`, `key:<id>`, `system` or `command line`.
    pub actor: String,
    /// The actor's role; empty where there is none.
    pub role: String,
    /// The network address the request came from; empty for commands.
    pub address: String,
    /// The operation's permission, or `command:<name>`.
    pub action: String,
    /// The OpenAPI operation id, or the command.
    pub operation: String,
    /// What kind of thing it was done to; empty where there is none.
    pub entity_type: String,
    /// Which one; empty where there is none.
    pub entity_id: String,
    /// Finds the request in the server's log; empty for commands.
    pub request_id: String,
    /// Why, if the actor said so.
    pub reason: Option<String>,
    /// What the request's path names.
    #[schema(value_type = Object)]
    pub parameters: Map<String, Value>,
    /// The rows that were changed, of the first 200: `table`, `kind` (`insert`, `update`, `delete`), `key`, and the fields
    /// that differ `before` and `after`. Secrets are masked, phone numbers are keyed hashes, instants milliseconds since 1970.
    #[schema(value_type = Vec<Object>)]
    pub changes: Vec<Value>,
    /// How many rows were changed, by table and kind.
    #[schema(value_type = Object)]
    pub rows: Map<String, Value>,
    /// Whether what the entry told was taken away because it told of an erased person; its hash stays.
    pub is_redacted: bool,
    /// SHA-256 of salt and details.
    pub details_hash: String,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// SHA-256 of the entry, over the one before.
    pub hash: String,
}

/// Which entries are listed.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// Only what this actor did: `user:<id>`, `key:<id>`, `system` or `command line`.
    pub actor: Option<String>,
    /// Only this action, such as `wfm:agent:edit`.
    pub action: Option<String>,
    /// Only what was done to things of this kind, such as `agent`.
    pub entity_type: Option<String>,
    /// Only what was done to this thing.
    pub entity_id: Option<String>,
    /// Only from this instant on.
    pub from: Option<Instant>,
    /// Only before this instant.
    pub to: Option<Instant>,
}

impl AuditFilter {
    /// # Errors
    /// [`Failure::Invalid`] for what no database can look for.
    pub(super) fn wanted(&self) -> Result<Wanted, Failure> {
        for (name, text) in [
            ("?actor", &self.actor),
            ("?action", &self.action),
            ("?entityType", &self.entity_type),
            ("?entityId", &self.entity_id),
        ] {
            if text.as_ref().is_some_and(|text| text.contains('\0')) {
                let detail = "leave out the character U+0000";
                return Err(Failure::invalid(name, "invalid-text", detail));
            }
        }
        Ok(Wanted {
            actor: self.actor.clone(),
            action: self.action.clone(),
            entity_type: self.entity_type.clone(),
            entity_id: self.entity_id.clone(),
            from: self.from,
            to: self.to,
        })
    }
}

/// A page of the log, the newest entry first.
///
/// # Errors
/// [`Failure::Invalid`] for a page that cannot be.
pub fn list_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    filter: &AuditFilter,
    (size, token): (Option<i64>, Option<&str>),
) -> Result<Page<AuditEntry>, Failure> {
    let size = page_size(size, "?pageSize")?;
    let before = token.map_or(Ok(i64::MAX), str::parse::<i64>).map_err(|_| {
        let detail = "send nextPageToken of the page before as it was";
        Failure::invalid("?pageToken", "invalid-token", detail)
    })?;
    let wanted = filter.wanted()?;
    let mut rows = store::page(
        conn,
        scope.tenant(),
        &wanted,
        Place::Before(before),
        size + 1,
    )?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let is_more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = rows
        .last()
        .filter(|_| is_more)
        .map(|row| row.sequence.to_string());
    let entities = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    Ok(Page {
        entities,
        next_page_token,
    })
}

/// One entry.
///
/// # Errors
/// `not-found`.
pub fn find_entry(
    conn: &mut Conn<'_>,
    scope: &Scope,
    sequence: i64,
) -> Result<AuditEntry, Failure> {
    let row = store::find(conn, scope.tenant(), sequence)?
        .ok_or_else(|| Failure::not_found("audit entry", sequence.to_string()))?;
    Ok(from_row(row)?)
}

/// What an entry tells besides its columns.
#[derive(Default, Deserialize)]
pub(super) struct Details {
    pub reason: Option<String>,
    #[serde(default)]
    pub parameters: Map<String, Value>,
    #[serde(default)]
    pub changes: Vec<Value>,
    #[serde(default)]
    pub rows: Map<String, Value>,
}

/// # Errors
/// [`DbError::Corrupt`].
pub(super) fn details(row: &EntryRow) -> Result<Details, DbError> {
    row.details.as_deref().map_or_else(
        || Ok(Details::default()),
        |text| documents::read("audit entry", &row.sequence.to_string(), text),
    )
}

pub(super) fn from_row(row: EntryRow) -> Result<AuditEntry, DbError> {
    let details = details(&row)?;
    Ok(AuditEntry {
        sequence: row.sequence,
        at: row.at,
        actor: row.actor,
        role: row.role,
        address: row.address,
        action: row.action,
        operation: row.operation,
        entity_type: row.entity_type,
        entity_id: row.entity_id,
        request_id: row.request_id,
        reason: details.reason,
        parameters: details.parameters,
        changes: details.changes,
        rows: details.rows,
        is_redacted: row.details.is_none(),
        details_hash: row.details_hash,
        previous_hash: row.previous_hash,
        hash: row.hash,
    })
}
