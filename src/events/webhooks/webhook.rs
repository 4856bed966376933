//! Webhooks: who is sent what.

use serde::{Deserialize, Serialize};

use super::client::WebhookClient;
use super::signature::new_secret;
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::events::outbox::{Extent, extent};
use crate::events::store::{self, SecretsEdit, WebhookEdit, WebhookRow};
use crate::events::subscription::Subscription;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::records;
use crate::tenancy::{Scope, new_id};

pub(super) const KIND: &str = "webhook";

/// How long the secret before a rotation goes on signing beside the new one.
const OLD_SECRET_HOURS: i64 = 24;

/// A webhook to be made, or what one shall be.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWebhook {
    /// Where events are sent: `https://`, a public host.
    pub url: String,
    /// Topics as on the stream, such as `business-units.*.schedules`; at least one.
    pub topics: Vec<String>,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether events are sent.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

/// Where events are sent.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where events are sent.
    pub url: String,
    /// Which.
    pub topics: Vec<String>,
    /// What it is for.
    pub description: String,
    /// Whether events are sent.
    pub enabled: bool,
    /// Why it was switched off, unless a person did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    /// All events up to this number are delivered or were not for it.
    pub delivered_sequence: i64,
    /// Events up to this number are no longer kept, and those that it has not been delivered are not sent any more: the
    /// next message is an `events.reset`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_through: Option<i64>,
    /// Failures in a row of the event that comes next.
    pub failure_count: i32,
    /// Since when nothing gets through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Instant>,
    /// When the next event is tried, where the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Instant>,
    /// Until when the secret before the last rotation signs as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_secret_valid_until: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub modified_at: Instant,
    /// Send it as If-Match.
    pub version: i32,
}

/// A webhook with its secret, which cannot be read again.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookSecret {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// Signs what is sent: `whsec_` and 32 bytes in Base64.
    pub secret: String,
}

/// Makes a webhook that is sent what happens from now on, and reveals its secret once.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
pub fn create_webhook(
    conn: &mut Conn<'_>,
    scope: &Scope,
    client: &WebhookClient,
    new: NewWebhook,
) -> Result<WebhookSecret, Failure> {
    check(scope, client, &new)?;
    let secret = new_secret()?;
    let extent = extent(conn)?;
    let row = WebhookRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        url: new.url,
        topics: documents::write(&new.topics)?,
        description: new.description,
        enabled: new.enabled,
        disabled_reason: None,
        secret: secret.clone(),
        previous_secret: None,
        previous_secret_until: None,
        delivered_sequence: extent.last,
        failure_count: 0,
        failing_since: None,
        next_attempt_at: scope.now,
        claim: None,
        claimed_until: None,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    WebhookRow::insert(conn, std::slice::from_ref(&row))?;
    Ok(WebhookSecret {
        webhook: shown(row, scope.now, extent)?,
        secret,
    })
}

/// The tenant's webhooks, in the order they were made.
///
/// # Errors
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_webhooks(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<Webhook>, Failure> {
    let extent = extent(conn)?;
    records::page(conn, scope, None, page, |row| shown(row, scope.now, extent))
}

/// One webhook.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_webhook(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Webhook, Failure> {
    let row = stored(conn, scope, id)?;
    shown(row, scope.now, extent(conn)?)
}

/// Makes a webhook that is still at version `expected` what is sent, and tries the next event at once. One that is
/// switched on again goes on after the last event it was delivered.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn update_webhook(
    conn: &mut Conn<'_>,
    scope: &Scope,
    client: &WebhookClient,
    (id, expected): (&str, i32),
    new: NewWebhook,
) -> Result<Webhook, Failure> {
    check(scope, client, &new)?;
    records::expect_version(&stored(conn, scope, id)?, expected)?;
    let edit = WebhookEdit {
        url: new.url,
        topics: documents::write(&new.topics)?,
        description: new.description,
        enabled: new.enabled,
        disabled_reason: None,
        failure_count: 0,
        failing_since: None,
        next_attempt_at: scope.now,
    };
    let key = (scope.tenant(), id, expected);
    let edited = store::edit_webhook(conn, key, &edit, scope.now)?;
    edited_webhook(conn, scope, (id, expected), edited)
}

/// Gives a webhook that is still at version `expected` a new secret, and reveals it once. The old one signs as well for
/// 24 hours, so that the receiver can change over.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`].
pub fn rotate_secret(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (id, expected): (&str, i32),
) -> Result<WebhookSecret, Failure> {
    let old = stored(conn, scope, id)?;
    records::expect_version(&old, expected)?;
    let secret = new_secret()?;
    let edit = SecretsEdit {
        previous_secret: Some(old.secret),
        previous_secret_until: Some(scope.now.plus_minutes(OLD_SECRET_HOURS * 60)),
        secret: secret.clone(),
    };
    let key = (scope.tenant(), id, expected);
    let edited = store::edit_secrets(conn, key, &edit, scope.now)?;
    Ok(WebhookSecret {
        webhook: edited_webhook(conn, scope, (id, expected), edited)?,
        secret,
    })
}

/// Deletes a webhook that is still at version `expected`, and the record of its deliveries.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`].
pub fn delete_webhook(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (id, expected): (&str, i32),
) -> Result<(), Failure> {
    let current = stored(conn, scope, id)?.version;
    if store::delete_webhook(conn, scope.tenant(), id, expected)? {
        Ok(())
    } else {
        Err(Failure::Stale {
            yours: expected,
            current,
        })
    }
}

fn check(scope: &Scope, client: &WebhookClient, new: &NewWebhook) -> Result<(), Failure> {
    let mut faults = Faults::default();
    if let Some(fault) = client.fault_of(&new.url) {
        faults.push(fault);
    }
    faults.require(
        !new.topics.is_empty(),
        "/topics",
        "required",
        "name at least one topic",
    );
    faults.require_words(&new.description, "/description");
    if let Err(failure) = subscription(scope, &new.topics) {
        match failure {
            Failure::Invalid(unknown) => unknown.into_iter().for_each(|fault| faults.push(fault)),
            other => return Err(other),
        }
    }
    faults.into_result()
}

pub(super) fn subscription(scope: &Scope, topics: &[String]) -> Result<Subscription, Failure> {
    Subscription::of(scope, topics, |index| format!("/topics/{index}"))
}

pub(super) fn stored(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<WebhookRow, Failure> {
    records::find(conn, scope, KIND, None, id)
}

/// The secrets that sign at an instant, the newest first.
pub(super) fn secrets(row: &WebhookRow, now: Instant) -> Vec<&str> {
    let old = row.previous_secret.as_deref();
    let old = old.filter(|_| row.previous_secret_until.is_some_and(|until| now < until));
    std::iter::once(row.secret.as_str()).chain(old).collect()
}

/// What an edit has made of a webhook; where it was no longer at the version expected, the edit is refused.
fn edited_webhook(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (id, expected): (&str, i32),
    edited: Option<WebhookRow>,
) -> Result<Webhook, Failure> {
    match edited {
        Some(row) => shown(row, scope.now, extent(conn)?),
        None => Err(Failure::Stale {
            yours: expected,
            current: stored(conn, scope, id)?.version,
        }),
    }
}

fn shown(row: WebhookRow, now: Instant, extent: Extent) -> Result<Webhook, Failure> {
    Ok(Webhook {
        topics: documents::read(KIND, &row.id, &row.topics)?,
        id: row.id,
        url: row.url,
        description: row.description,
        enabled: row.enabled,
        disabled_reason: row.disabled_reason,
        missed_through: (row.delivered_sequence < extent.trimmed).then_some(extent.trimmed),
        delivered_sequence: row.delivered_sequence,
        failure_count: row.failure_count,
        failing_since: row.failing_since,
        next_attempt_at: (row.enabled && row.failure_count > 0).then_some(row.next_attempt_at),
        previous_secret_valid_until: row.previous_secret_until.filter(|until| now < *until),
        created_at: row.created_at,
        modified_at: row.modified_at,
        version: row.version,
    })
}
