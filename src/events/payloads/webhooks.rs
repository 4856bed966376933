//! Webhooks that were given up.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::db::Instant;
use crate::events::hearers::ADMINS;
use crate::events::topic::Topic;

/// A webhook was switched off because its receiver did not take events for too long, or wants no more.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDisabled<'a> {
    /// The webhook.
    pub webhook_id: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Since when nothing got through.
    pub failing_since: Instant,
    /// The last event that did not get through.
    pub event_id: &'a str,
}

impl Payload for WebhookDisabled<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "webhooks.{webhookId}",
        name_of_agent: None,
        description: "Webhooks that were switched off because nothing got through.",
        event_types: &["webhook.disabled"],
        roles: ADMINS,
        schema: WebhookDisabled::schema,
    };

    fn event_type(&self) -> &'static str {
        "webhook.disabled"
    }

    fn subject_id(&self) -> &str {
        self.webhook_id
    }
}
