//! Time off, trades and offers.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::events::hearers::STAFF;
use crate::events::topic::Topic;

const TIME_OFF_REQUEST_TYPES: [&str; 2] = ["time-off-request.created", "time-off-request.changed"];

const SHIFT_TRADE_TYPES: [&str; 2] = ["shift-trade.created", "shift-trade.changed"];

/// The first of two types for what was just made, the second for what has changed.
fn created_or_changed([created, changed]: [&'static str; 2], version: i32) -> &'static str {
    if version == 1 { created } else { changed }
}

/// A request for time off was made or stands elsewhere.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffRequestChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The request.
    pub time_off_request_id: &'a str,
    /// Whose it is.
    pub agent_ids: [String; 1],
    /// Where it stands, as in the request.
    pub status: &'a str,
    /// Its version; 1 when it was just made.
    pub version: i32,
}

impl Payload for TimeOffRequestChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.time-off-requests",
        name_of_agent: Some("agents.{agentId}.time-off-requests"),
        description: "Time-off requests: made, decided, put on the wait list, withdrawn.",
        event_types: &TIME_OFF_REQUEST_TYPES,
        roles: STAFF,
        schema: TimeOffRequestChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        created_or_changed(TIME_OFF_REQUEST_TYPES, self.version)
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }

    fn agent_ids(&self) -> &[String] {
        &self.agent_ids
    }
}

/// A shift trade was offered or stands elsewhere.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftTradeChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The management unit.
    pub management_unit_id: &'a str,
    /// The trade.
    pub shift_trade_id: &'a str,
    /// Who gives the shift and, where there is one, who takes it, or was to take it until this change.
    pub agent_ids: Vec<String>,
    /// Where it stands, as in the trade.
    pub state: &'a str,
    /// Its version; 1 when it was just offered.
    pub version: i32,
}

impl Payload for ShiftTradeChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.shift-trades",
        name_of_agent: Some("agents.{agentId}.shift-trades"),
        description: "Shift trades: offered, matched, approved, denied, canceled. Both agents of a trade hear \
            it, and one who is out of it with this change.",
        event_types: &SHIFT_TRADE_TYPES,
        roles: STAFF,
        schema: ShiftTradeChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        created_or_changed(SHIFT_TRADE_TYPES, self.version)
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }

    fn agent_ids(&self) -> &[String] {
        &self.agent_ids
    }
}

/// Overtime or voluntary time off was offered, accepted, changed or canceled.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShiftOfferChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The management unit.
    pub management_unit_id: &'a str,
    /// The offer.
    pub offer_id: &'a str,
    /// Where it stands, as in the offer.
    pub state: &'a str,
    /// Who took a place, where that is what happened.
    pub accepted_by: Option<&'a str>,
    /// Its version; 1 when it was just made or nobody has changed it.
    pub version: i32,
    /// Whom it was made to by name, or who took a place.
    #[serde(skip)]
    pub agent_ids: Vec<String>,
    /// Whether it was just made.
    #[serde(skip)]
    pub is_new: bool,
}

impl Payload for ShiftOfferChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.shift-offers",
        name_of_agent: Some("agents.{agentId}.shift-offers"),
        description: "Offered overtime and voluntary time off: made, accepted, changed, canceled. Agents hear of offers made \
            to them by name and of their own acceptance.",
        event_types: &[
            "shift-offer.created",
            "shift-offer.accepted",
            "shift-offer.changed",
        ],
        roles: STAFF,
        schema: ShiftOfferChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        match (self.is_new, self.accepted_by) {
            (true, _) => "shift-offer.created",
            (false, Some(_)) => "shift-offer.accepted",
            (false, None) => "shift-offer.changed",
        }
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }

    fn agent_ids(&self) -> &[String] {
        &self.agent_ids
    }
}
