//! What events carry: ids, versions and states, one struct a topic, and the list of all topics. No payload holds a phone
//! number, a name or a note: who hears of a change reads the resource with their own rights.

mod adherence;
mod imports;
mod outbound;
mod runs;
mod schedules;
mod self_service;
mod webhooks;

pub use adherence::AgentStateChanged;
pub use imports::ImportChanged;
pub use outbound::{
    CampaignChanged, CampaignProgressed, CampaignStatsChanged, ContactsImported, LeaseEnded,
};
pub use runs::RunChanged;
pub use schedules::{AgentSchedulesChanged, ForecastChanged, ResourceChange, ScheduleChanged};
pub use self_service::{ShiftOfferChanged, ShiftTradeChanged, TimeOffRequestChanged};
pub use webhooks::WebhookDisabled;

use serde::Serialize;

use super::topic::Topic;

/// What the events of one topic carry.
pub trait Payload: Serialize {
    /// Where they are told.
    const TOPIC: &'static Topic;

    /// Which of the topic's types this one has.
    fn event_type(&self) -> &'static str;

    /// The id in the topic's name; empty where it has none.
    fn subject_id(&self) -> &str;

    /// The agents whom it concerns: they hear it themselves.
    fn agent_ids(&self) -> &[String] {
        &[]
    }
}

/// Every topic there is.
pub const TOPICS: &[&Topic] = &[
    RunChanged::TOPIC,
    ForecastChanged::TOPIC,
    ScheduleChanged::TOPIC,
    AgentSchedulesChanged::TOPIC,
    TimeOffRequestChanged::TOPIC,
    ShiftTradeChanged::TOPIC,
    ShiftOfferChanged::TOPIC,
    AgentStateChanged::TOPIC,
    ImportChanged::TOPIC,
    CampaignChanged::TOPIC,
    CampaignProgressed::TOPIC,
    CampaignStatsChanged::TOPIC,
    LeaseEnded::TOPIC,
    ContactsImported::TOPIC,
    WebhookDisabled::TOPIC,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_stands_for_two_topics_and_every_topic_has_types_and_hearers() {
        let mut names = BTreeSet::new();
        for topic in TOPICS {
            assert!(names.insert(topic.name), "{}", topic.name);
            assert!(
                topic.name_of_agent.is_none_or(|name| names.insert(name)),
                "{}",
                topic.name
            );
            assert!(
                !topic.event_types.is_empty() && !topic.roles.is_empty(),
                "{}",
                topic.name
            );
            let placeholders = topic.name.matches('{').count();
            assert!(
                placeholders <= 1,
                "{} has {placeholders} placeholders",
                topic.name
            );
        }
    }
}
