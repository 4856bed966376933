//! Rows of events, webhooks and deliveries.

mod deliveries;
mod outbox;
#[cfg(test)]
mod testing;
mod webhooks;

pub(super) use deliveries::{
    DeliveryRow, delete_deliveries_before, delivery, insert_delivery, page_of_deliveries,
};
pub(super) use outbox::{
    BETWEEN_AGENTS, EventChoice, EventRow, NewEventRow, NumberingRow, WhoseEvents,
    advance_numbering, chosen_events, delete_events_through, event_of_id, events_after,
    insert_events, is_any_waiting, last_trimmable, lock_numbering, note_trimmed, number_waiting,
    numbering, waiting,
};
pub(super) use webhooks::{
    ClaimKey, SecretsEdit, WebhookEdit, WebhookRow, claim_webhook, delete_webhook, disable_webhook,
    due_webhooks, edit_secrets, edit_webhook, release_webhook, webhook_standings, write_delivered,
    write_failed, write_position,
};
