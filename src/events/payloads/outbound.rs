//! Campaigns, contacts and leases. Never a phone number.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::events::hearers::{DIALING_STAFF, STAFF};
use crate::events::topic::Topic;

/// A campaign was made, changed, started or stopped.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignChanged<'a> {
    /// The campaign.
    pub campaign_id: &'a str,
    /// Whether contacts are leased out, as in the campaign.
    pub campaign_status: &'a str,
    /// Its version; of a deleted campaign, nothing.
    pub version: Option<i32>,
}

impl Payload for CampaignChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "outbound.campaigns.{campaignId}",
        name_of_agent: None,
        description: "Campaigns: made, changed, started, stopped, deleted.",
        event_types: &["campaign.changed", "campaign.deleted"],
        roles: DIALING_STAFF,
        schema: CampaignChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        if self.version.is_some() {
            "campaign.changed"
        } else {
            "campaign.deleted"
        }
    }

    fn subject_id(&self) -> &str {
        self.campaign_id
    }
}

/// How far a campaign is.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignProgressed<'a> {
    /// The campaign.
    pub campaign_id: &'a str,
    /// Contacts tried at least once.
    pub number_of_contacts_called: i64,
    /// Contacts with a final outcome.
    pub number_of_contacts_finished: i64,
    /// All contacts.
    pub total_number_of_contacts: i64,
    /// Contacts finished or tried as often as allowed, of all, rounded down.
    pub percentage: i64,
}

impl Payload for CampaignProgressed<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "outbound.campaigns.{campaignId}.progress",
        name_of_agent: None,
        description: "How far campaigns are; told when it changes, once a minute at most.",
        event_types: &["campaign.progress"],
        roles: DIALING_STAFF,
        schema: CampaignProgressed::schema,
    };

    fn event_type(&self) -> &'static str {
        "campaign.progress"
    }

    fn subject_id(&self) -> &str {
        self.campaign_id
    }
}

/// What came of a campaign's attempts on the local day of its list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignStatsChanged<'a> {
    /// The campaign.
    pub campaign_id: &'a str,
    /// Recorded attempts.
    pub attempts: i64,
    /// Those in which an agent spoke with somebody.
    pub connects: i64,
    /// Those that reached the person wanted.
    pub right_party_contacts: i64,
    /// Those that reached what the campaign is for.
    pub business_successes: i64,
    /// Those that were refused.
    pub refusals: i64,
}

impl Payload for CampaignStatsChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "outbound.campaigns.{campaignId}.stats",
        name_of_agent: None,
        description: "What came of a campaign's attempts on the local day; told when it changes, once a minute at most.",
        event_types: &["campaign.stats"],
        roles: DIALING_STAFF,
        schema: CampaignStatsChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        "campaign.stats"
    }

    fn subject_id(&self) -> &str {
        self.campaign_id
    }
}

/// The outcome of a leased contact was recorded.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeaseEnded<'a> {
    /// The campaign.
    pub campaign_id: &'a str,
    /// The lease.
    pub lease_id: &'a str,
    /// The contact's id in its list.
    pub contact_id: &'a str,
    /// How the call ended.
    pub wrap_up_code: &'a str,
    /// Which try it was, from 1.
    pub attempt: i32,
    /// Whether the contact is done with in this campaign.
    pub finished: bool,
}

impl Payload for LeaseEnded<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "outbound.campaigns.{campaignId}.leases",
        name_of_agent: None,
        description: "Outcomes of leased contacts.",
        event_types: &["lease.ended"],
        roles: DIALING_STAFF,
        schema: LeaseEnded::schema,
    };

    fn event_type(&self) -> &'static str {
        "lease.ended"
    }

    fn subject_id(&self) -> &str {
        self.campaign_id
    }
}

/// Contacts were put into a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactsImported<'a> {
    /// The list.
    pub contact_list_id: &'a str,
    /// Contacts added.
    pub added_count: usize,
}

impl Payload for ContactsImported<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "outbound.contact-lists.{contactListId}.imports",
        name_of_agent: None,
        description: "Imports of contacts into a list.",
        event_types: &["contacts.imported"],
        roles: STAFF,
        schema: ContactsImported::schema,
    };

    fn event_type(&self) -> &'static str {
        "contacts.imported"
    }

    fn subject_id(&self) -> &str {
        self.contact_list_id
    }
}
