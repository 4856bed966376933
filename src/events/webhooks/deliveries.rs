//! The record of what was sent to a webhook, and sending something on request.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{Attempt, Parcel, WebhookClient};
use super::webhook::{KIND, secrets, stored};
use crate::clock::Clock;
use crate::db::{Conn, Database, DbError, Instant};
use crate::documents;
use crate::events::message::{EventMessage, KeptEvent};
use crate::events::store::{self, DeliveryRow, WebhookRow};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::tenancy::{Scope, new_id};

/// Why something was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum DeliveryKind {
    /// Its turn had come.
    Delivery,
    /// Somebody asked for it once more.
    Redelivery,
    /// Somebody asked whether the receiver answers.
    Test,
}

impl DeliveryKind {
    const ALL: [Self; 3] = [Self::Delivery, Self::Redelivery, Self::Test];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "Delivery",
            Self::Redelivery => "Redelivery",
            Self::Test => "Test",
        }
    }
}

/// One attempt to send something to a webhook.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// Its id.
    pub id: String,
    /// What was sent: the header `webhook-id`.
    pub event_id: String,
    /// Its type.
    pub event_type: String,
    /// Why it was sent.
    pub kind: DeliveryKind,
    /// Which attempt in a row it was, from 1.
    pub attempt: i32,
    /// Whether the receiver answered 2xx.
    pub succeeded: bool,
    /// The answer's status, when there was an answer.
    pub status: Option<i32>,
    /// Why it failed.
    pub error: Option<String>,
    /// The first 1,000 characters of the answer's body.
    pub response: Option<String>,
    /// From the first byte sent to the last byte read.
    pub duration_ms: i32,
    /// When it was sent.
    pub attempted_at: Instant,
}

/// The attempts to send something to a webhook, newest first, as long as events are kept.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for a page size out of range.
pub fn list_deliveries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    webhook_id: &str,
    page: &PageParams,
) -> Result<Page<WebhookDelivery>, Failure> {
    let (size, before) = page.bounds()?;
    let webhook = stored(conn, scope, webhook_id)?;
    let rows = store::page_of_deliveries(conn, scope.tenant(), &webhook.id, &before, size + 1)?;
    let shown = rows.into_iter().map(shown).collect::<Result<_, _>>()?;
    Ok(Page::of(shown, size, |delivery: &WebhookDelivery| {
        &delivery.id
    }))
}

/// Sends a message of type `webhook.test` now, also while the webhook is switched off, and says how it went.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn send_test(
    db: &Database,
    clock: &Clock,
    client: &WebhookClient,
    scope: &Scope,
    webhook_id: &str,
) -> Result<WebhookDelivery, Failure> {
    let webhook = db.read(|conn| stored(conn, scope, webhook_id))?;
    let message = EventMessage {
        id: new_id(scope.now),
        sequence: webhook.delivered_sequence,
        topic: format!("webhooks.{}", webhook.id),
        event_type: "webhook.test".to_owned(),
        occurred_at: scope.now,
        data: json!({ "webhookId": webhook.id }),
    };
    send_now(db, clock, client, &webhook, &message, DeliveryKind::Test)
}

/// Sends the event of a delivery once more now, whatever waits, and says how it went.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Gone`] `event-forgotten` when the event is no longer kept.
pub fn redeliver(
    db: &Database,
    clock: &Clock,
    client: &WebhookClient,
    scope: &Scope,
    (webhook_id, delivery_id): (&str, &str),
) -> Result<WebhookDelivery, Failure> {
    let (webhook, event) = db.read(|conn| {
        let webhook = stored(conn, scope, webhook_id)?;
        let delivery = store::delivery(conn, scope.tenant(), webhook_id, delivery_id)?;
        let delivery =
            delivery.ok_or_else(|| Failure::not_found("webhook delivery", delivery_id))?;
        Ok::<_, Failure>((
            webhook,
            store::event_of_id(conn, scope.tenant(), &delivery.event_id)?,
        ))
    })?;
    let Some(event) = event else {
        return Err(Failure::Gone {
            code: "event-forgotten",
            detail: "the event is no longer kept, or was a test; read the resource it told of"
                .to_owned(),
        });
    };
    let message = KeptEvent::from_row(event)?.message;
    send_now(
        db,
        clock,
        client,
        &webhook,
        &message,
        DeliveryKind::Redelivery,
    )
}

fn send_now(
    db: &Database,
    clock: &Clock,
    client: &WebhookClient,
    webhook: &WebhookRow,
    message: &EventMessage,
    kind: DeliveryKind,
) -> Result<WebhookDelivery, Failure> {
    let at = clock.now();
    let attempt = client.send(&Parcel {
        url: &webhook.url,
        id: &message.id,
        body: &documents::write(message)?,
        secrets: secrets(webhook, at),
        at,
    })?;
    let row = to_row(webhook, message, kind, 1, &attempt, at);
    db.write(|conn| store::insert_delivery(conn, &row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    shown(row)
}

/// What tells a webhook that it has missed events: the same as the stream's `reset`.
pub(super) fn reset_message(webhook: &WebhookRow, through: i64, now: Instant) -> EventMessage {
    EventMessage {
        id: format!("reset-{}-{through}", webhook.id),
        sequence: through,
        topic: format!("webhooks.{}", webhook.id),
        event_type: "events.reset".to_owned(),
        occurred_at: now,
        data: json!({ "reason": "trimmed", "after": webhook.delivered_sequence, "through": through }),
    }
}

pub(super) fn to_row(
    webhook: &WebhookRow,
    message: &EventMessage,
    kind: DeliveryKind,
    number: i32,
    attempt: &Attempt,
    at: Instant,
) -> DeliveryRow {
    DeliveryRow {
        tenant_id: webhook.tenant_id.clone(),
        id: new_id(at),
        webhook_id: webhook.id.clone(),
        event_id: message.id.clone(),
        event_type: message.event_type.clone(),
        kind: kind.as_str().to_owned(),
        attempt: number,
        succeeded: attempt.succeeded(),
        status: attempt.status.map(i32::from),
        error: attempt.error.clone(),
        response: attempt.response.clone(),
        duration_ms: attempt.duration_ms,
        attempted_at: at,
    }
}

fn shown(row: DeliveryRow) -> Result<WebhookDelivery, Failure> {
    let kind = DeliveryKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == row.kind);
    let kind = kind.ok_or_else(|| DbError::Corrupt {
        what: "webhook delivery",
        id: row.id.clone(),
        reason: format!("unknown kind {:?}", row.kind),
    })?;
    Ok(WebhookDelivery {
        id: row.id,
        event_id: row.event_id,
        event_type: row.event_type,
        kind,
        attempt: row.attempt,
        succeeded: row.succeeded,
        status: row.status,
        error: row.error,
        response: row.response,
        duration_ms: row.duration_ms,
        attempted_at: row.attempted_at,
    })
}
