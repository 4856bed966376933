//! Webhooks: events sent to somebody's server, signed, in order, each at least once.
//!
//! A webhook has a position in the order of events. Whoever delivers claims it for some seconds in the database, sends the
//! next event, and moves the position when the receiver has answered 2xx: so a server that dies leaves nothing behind but a
//! claim that runs out, and the event in its hands is sent again. Until an event is taken, those after it wait.

mod address;
mod backoff;
mod client;
mod deliver;
mod deliveries;
mod guarded_client;
mod signature;
mod url_check;
mod webhook;

pub use client::WebhookClient;
pub(super) use deliver::Deliverer;
pub use deliveries::{WebhookDelivery, list_deliveries, redeliver, send_test};
pub use guarded_client::GuardedClient;
pub use webhook::{
    NewWebhook, Webhook, WebhookSecret, create_webhook, delete_webhook, find_webhook,
    list_webhooks, rotate_secret, update_webhook,
};
