//! The log as a file: as it is stored, so that a chain can be verified from it, or as a table.

use serde::{Deserialize, Serialize};

use super::find::{AuditFilter, details};
use super::store::{self, EntryRow, Place, Wanted};
use crate::db::{Database, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::organisation::formula_guarded;
use crate::tenancy::Scope;

/// Entries read at once.
const PAGE: i64 = 1_000;

/// What the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuditFormat {
    /// One JSON document a line, with everything that is hashed.
    #[default]
    Ndjson,
    /// A table for people.
    Csv,
}

/// An entry with everything that is hashed; `details` is the text whose hash it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    tenant_id: &'a str,
    sequence: i64,
    at: Instant,
    at_millis: i64,
    actor: &'a str,
    role: &'a str,
    address: &'a str,
    action: &'a str,
    operation: &'a str,
    entity_type: &'a str,
    entity_id: &'a str,
    request_id: &'a str,
    details: Option<&'a str>,
    salt: Option<&'a str>,
    details_hash: &'a str,
    previous_hash: &'a str,
    hash: &'a str,
}

const COLUMNS: [&str; 13] = [
    "sequence",
    "at",
    "actor",
    "role",
    "address",
    "action",
    "operation",
    "entityType",
    "entityId",
    "requestId",
    "reason",
    "changes",
    "hash",
];

/// A file under way, the oldest entry first, through the one that was the newest when it began.
pub struct AuditExport {
    db: Database,
    tenant: String,
    wanted: Wanted,
    format: AuditFormat,
    after: i64,
    through: i64,
    is_begun: bool,
}

impl AuditExport {
    /// Begins a file.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a filter that cannot be.
    pub fn begin(
        db: &Database,
        scope: &Scope,
        filter: &AuditFilter,
        format: AuditFormat,
    ) -> Result<Self, Failure> {
        let head = db.read(|conn| store::head(conn, scope.tenant()))?;
        Ok(Self {
            db: db.clone(),
            tenant: scope.tenant().to_owned(),
            wanted: filter.wanted()?,
            format,
            after: 0,
            through: head.map_or(0, |head| head.sequence),
            is_begun: false,
        })
    }

    /// The next piece, never an empty one; nothing at the end.
    ///
    /// # Errors
    /// Only the database's.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let place = Place::After(self.after);
        let mut rows = self
            .db
            .read(|conn| store::page(conn, &self.tenant, &self.wanted, place, PAGE))?;
        rows.retain(|row| row.sequence <= self.through);
        if let Some(last) = rows.last() {
            self.after = last.sequence;
        }
        let piece = match self.format {
            AuditFormat::Ndjson => lines(&rows)?,
            AuditFormat::Csv => table(&rows, is_first)?,
        };
        Ok((!piece.is_empty()).then_some(piece))
    }
}

fn lines(rows: &[EntryRow]) -> Result<Vec<u8>, Failure> {
    let mut text = String::new();
    for row in rows {
        text.push_str(&documents::write(&Line {
            tenant_id: &row.tenant_id,
            sequence: row.sequence,
            at: row.at,
            at_millis: row.at.epoch_millis(),
            actor: &row.actor,
            role: &row.role,
            address: &row.address,
            action: &row.action,
            operation: &row.operation,
            entity_type: &row.entity_type,
            entity_id: &row.entity_id,
            request_id: &row.request_id,
            details: row.details.as_deref(),
            salt: row.salt.as_deref(),
            details_hash: &row.details_hash,
            previous_hash: &row.previous_hash,
            hash: &row.hash,
        })?);
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn table(rows: &[EntryRow], is_first: bool) -> Result<Vec<u8>, Failure> {
    let broken = |error: csv::Error| Failure::Internal(format!("a CSV row: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if is_first {
        writer.write_record(COLUMNS).map_err(broken)?;
    }
    for row in rows {
        let details = details(row)?;
        let cells = [
            row.sequence.to_string(),
            row.at.to_string(),
            row.actor.clone(),
            row.role.clone(),
            row.address.clone(),
            row.action.clone(),
            row.operation.clone(),
            row.entity_type.clone(),
            row.entity_id.clone(),
            row.request_id.clone(),
            details.reason.unwrap_or_default(),
            documents::write(&details.changes)?,
            row.hash.clone(),
        ];
        let cells = cells.iter().map(|cell| formula_guarded(cell));
        writer.write_record(cells).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Internal(format!("a CSV file: {error}")))
}
