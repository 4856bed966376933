//! Rows of events, webhooks and deliveries.

mod deliveries;
mod outbox;
mod webhooks;

pub(super) use deliveries::{
    DeliveryRow, delete_deliveries_before, delivery, insert_delivery, page_of_deliveries,
};
pub(super) use outbox::{
    EventRow, NewEventRow, NumberingRow, advance_numbering, delete_events_through, event_of_id,
    events_after, events_of_topics, insert_events, is_any_waiting, last_trimmable, lock_numbering,
    note_trimmed, number_waiting, numbering,
};
pub(super) use webhooks::{
    WebhookRow, claim_webhook, delete_webhook, disable_webhook, due_webhooks, release_webhook,
    write_delivered, write_failed, write_position,
};
