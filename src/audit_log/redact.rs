//! Taking away what entries tell of an erased person. Their hashes stay, so that the chain still holds.

use serde_json::Value;

use super::find::{AuditEntry, from_row};
use super::store;
use crate::db::Conn;
use crate::failure::Failure;

/// A shorter text is looked for as a whole value only: half of all entries hold the two letters of a name.
const FEWEST_LETTERS: usize = 8;

/// Entries whose details hold any of these texts, in order.
///
/// # Errors
/// Only the database's.
pub fn entries_about(
    conn: &mut Conn<'_>,
    tenant: &str,
    texts: &[&str],
) -> Result<Vec<AuditEntry>, Failure> {
    let mut found = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        // As it stands within JSON.
        let quoted = Value::from(*text).to_string();
        let within = quoted.get(1..quoted.len() - 1).unwrap_or(&quoted);
        let is_long = text.chars().count() >= FEWEST_LETTERS;
        let rows = store::mentioning(conn, tenant, if is_long { within } else { &quoted })?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    found.sort_by_key(|entry: &AuditEntry| entry.sequence);
    found.dedup_by_key(|entry| entry.sequence);
    Ok(found)
}

/// Takes the details away from entries that hold any of these texts, and says from how many.
///
/// # Errors
/// Only the database's.
pub fn redact_entries(conn: &mut Conn<'_>, tenant: &str, texts: &[&str]) -> Result<usize, Failure> {
    let entries = entries_about(conn, tenant, texts)?;
    let sequences: Vec<i64> = entries.iter().map(|entry| entry.sequence).collect();
    Ok(store::redact(conn, tenant, &sequences)?)
}
