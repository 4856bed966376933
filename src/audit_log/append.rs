//! Adding an entry to a tenant's chain.

use serde_json::Value;

use super::act::Act;
use super::changes::{details_of, id_of_first_added};
use super::hashing::{NO_HASH, hash_of_details, hash_of_entry, hexadecimal};
use super::masking::Masking;
use super::store::{self, EntryRow, HeadRow};
use crate::db::{CapturedRow, Conn, Instant};
use crate::documents;
use crate::entropy::entropy;
use crate::failure::Failure;
use crate::tenancy::PseudonymKey;

/// Adds an entry that tells of no rows: something that changes none, or none that is told.
///
/// # Errors
/// Only the database's, or [`Failure::Internal`] without entropy.
pub fn append(conn: &mut Conn<'_>, tenant: &str, act: &Act, now: Instant) -> Result<(), Failure> {
    append_rows(conn, tenant, act, &[], now)
}

/// Adds an entry with the rows that were changed. The chain's head is taken last, for as short as can be: what comes after
/// is the commit. A transaction that adds to several chains takes them in the order of their tenants.
///
/// # Errors
/// Only the database's, or [`Failure::Internal`] without entropy.
pub(super) fn append_rows(
    conn: &mut Conn<'_>,
    tenant: &str,
    act: &Act,
    rows: &[CapturedRow],
    now: Instant,
) -> Result<(), Failure> {
    let masking = Masking::new(PseudonymKey::of_tenant(conn, tenant, now)?);
    let details = documents::write(&details_of(act, rows, &masking))?;
    let salt = hexadecimal(&entropy::<16>()?);
    let details_hash = hash_of_details(&salt, &details);
    let head = take_head(conn, tenant)?;
    let mut row = EntryRow {
        tenant_id: tenant.to_owned(),
        sequence: head.sequence + 1,
        at: now,
        actor: act.actor.clone(),
        role: act.role.clone(),
        address: act.address.clone(),
        action: act.action.clone(),
        operation: act.operation.clone(),
        entity_type: act.entity_type().to_owned(),
        entity_id: entity_id(act, rows, &masking),
        request_id: act.request_id.clone(),
        details: Some(details),
        salt: Some(salt),
        details_hash,
        previous_hash: head.hash,
        hash: String::new(),
    };
    row.hash = hash_of_entry(&row);
    store::insert(conn, &row)?;
    store::move_head(conn, tenant, (row.sequence, &row.hash))?;
    act.note_written();
    Ok(())
}

/// What it was done to: what was made, or else what the path names of its kind, or names last.
fn entity_id(act: &Act, rows: &[CapturedRow], masking: &Masking) -> String {
    let made = act.makes_something().then(|| id_of_first_added(rows));
    if let Some(id) = made.flatten() {
        return masking.text(&id);
    }
    let wanted = format!("{}Id", act.entity_type());
    let named = act.parameters.iter().find(|(name, _)| *name == wanted);
    let Some((name, id)) = named.or(act.parameters.last()) else {
        return String::new();
    };
    match masking.value(name, Value::from(id.as_str())) {
        Value::String(id) => id,
        other => other.to_string(),
    }
}

fn take_head(conn: &mut Conn<'_>, tenant: &str) -> Result<HeadRow, Failure> {
    if let Some(head) = store::locked_head(conn, tenant)? {
        return Ok(head);
    }
    let first = HeadRow {
        tenant_id: tenant.to_owned(),
        sequence: 0,
        hash: NO_HASH.to_owned(),
        anchor_sequence: 0,
        anchor_hash: NO_HASH.to_owned(),
    };
    store::insert_head(conn, &first)?;
    store::locked_head(conn, tenant)?
        .ok_or_else(|| Failure::Internal("the audit log's head was not kept".to_owned()))
}
