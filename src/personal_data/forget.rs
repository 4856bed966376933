//! Removing what is older than it is kept.

use std::collections::BTreeMap;

use super::retention_settings::{NewRetentionSettings, find_retention_settings};
use crate::audit_log::{Act, append, forget_entries};
use crate::db::{Database, Instant, camel_case};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantId};

/// Rows removed, by table.
pub type Forgotten = BTreeMap<String, usize>;

/// Days that one transaction removes: one of years would keep others waiting.
const DAYS_A_TRANSACTION: i64 = 7;

/// How long something is kept.
type Days = fn(&NewRetentionSettings) -> Option<u32>;

/// Tables with the column that says how old a row is, and the setting that says how long it is kept.
const PLACES: [(&str, &str, Days); 8] = [
    ("agent_state_events", "occurred_at", |kept| {
        kept.agent_state_days
    }),
    ("queue_log_calls", "entered_at", |kept| {
        kept.call_record_days
    }),
    ("queue_log_lines", "logged_at", |kept| kept.call_record_days),
    ("queue_log_rejects", "received_at", |kept| {
        kept.call_record_days
    }),
    ("contact_attempts", "recorded_at", |kept| kept.attempt_days),
    ("contact_events", "created_at", |kept| kept.attempt_days),
    ("leases", "expires_at", |kept| kept.attempt_days),
    ("adherence_explanations", "end_at", |kept| {
        kept.adherence_explanation_days
    }),
];

/// Removes a tenant's rows that are older than they are kept, and says how many of which table. Where there were any, an
/// entry of the audit log says so as well.
///
/// # Errors
/// Only the database's; what was removed until then stays removed.
pub fn forget_old_rows(
    db: &Database,
    tenant: &TenantId,
    mut act: Act,
    now: Instant,
) -> Result<Forgotten, Failure> {
    // The watch would tell each row that goes.
    let db = db.unwatched();
    let scope = Scope::system(tenant.clone(), now);
    let kept = db
        .read(|conn| find_retention_settings(conn, &scope))?
        .settings;
    let mut forgotten = Forgotten::new();
    for (table, column, days) in PLACES {
        if let Some(days) = days(&kept) {
            let before = days_ago(now, days);
            let removed = forget_rows(&db, tenant, (table, column), before)?;
            forgotten.insert(camel_case(table), removed);
        }
    }
    if let Some(days) = kept.audit_entry_days {
        let before = days_ago(now, days);
        let removed = db.write(|conn| forget_entries(conn, tenant.as_str(), before, now))?;
        forgotten.insert("auditEntries".to_owned(), removed);
    }
    if forgotten.values().any(|removed| *removed > 0) {
        let removed = forgotten.iter().filter(|(_, removed)| **removed > 0);
        act.parameters = removed
            .map(|(table, removed)| (table.clone(), removed.to_string()))
            .collect();
        db.write(|conn| append(conn, tenant.as_str(), &act, now))?;
    }
    Ok(forgotten)
}

fn days_ago(now: Instant, days: u32) -> Instant {
    now.plus_minutes(-i64::from(days) * 1_440)
}

fn forget_rows(
    db: &Database,
    tenant: &TenantId,
    place: (&str, &str),
    before: Instant,
) -> Result<usize, Failure> {
    let mut removed = 0;
    loop {
        let oldest = db.read(|conn| conn.oldest(place, tenant.as_str()))?;
        let Some(oldest) = oldest.filter(|oldest| *oldest < before) else {
            return Ok(removed);
        };
        let until = oldest.plus_minutes(DAYS_A_TRANSACTION * 1_440).min(before);
        removed += db.write(|conn| conn.delete_before(place, tenant.as_str(), until))?;
    }
}
