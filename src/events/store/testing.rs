//! A database with a webhook, for the tests of the store.

use tempfile::TempDir;

use super::WebhookRow;
use crate::db::{Database, Instant, Record, testing};
use crate::tenancy::create_tenant;

/// So many seconds after the beginning.
pub(super) fn at(second: i64) -> Instant {
    Instant::from_epoch_millis(second * 1_000)
}

/// A webhook that nobody delivers to; its tenant is that of the database it is put into.
pub(super) fn a_webhook() -> WebhookRow {
    WebhookRow {
        tenant_id: String::new(),
        id: "webhook".to_owned(),
        url: "https://example.com/".to_owned(),
        topics: "[]".to_owned(),
        description: String::new(),
        enabled: true,
        disabled_reason: None,
        secret: String::new(),
        previous_secret: None,
        previous_secret_until: None,
        delivered_sequence: 0,
        failure_count: 0,
        failing_since: None,
        next_attempt_at: at(0),
        claim: None,
        claimed_until: None,
        version: 1,
        created_at: at(0),
        modified_at: at(0),
    }
}

/// A SQLite database that lasts as long as its folder, and the webhook in it.
pub(super) fn database_with_webhook(webhook: WebhookRow) -> (Database, WebhookRow, TempDir) {
    let (db, folder) = testing::migrated();
    let tenant = db.write(|conn| create_tenant(conn, "Bank", at(0))).unwrap();
    let row = WebhookRow {
        tenant_id: tenant.id.to_string(),
        ..webhook
    };
    db.write(|conn| WebhookRow::insert(conn, std::slice::from_ref(&row)))
        .unwrap();
    (db, row, folder)
}
