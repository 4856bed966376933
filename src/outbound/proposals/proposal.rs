//! Segment proposals as they are kept and read.

use serde::{Deserialize, Serialize};

use super::request::SegmentExplorationKind;
use crate::db::Instant;
use crate::outbound::contacts::filter::{ContactListFilterClause, FilterType};
use crate::outbound::responses::model::Propensity;

/// A number with the range it lies in with 80 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedCount {
    /// Expected value.
    pub mean: f64,
    /// Below this with 10 % at most.
    pub p10: f64,
    /// Above this with 10 % at most.
    pub p90: f64,
}

/// A small campaign: the contacts for which all conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentSlice {
    /// Its place, from 0: the slice with most successes a seat hour is the first.
    pub index: usize,
    /// Its conditions in words.
    pub description: Vec<String>,
    /// How the clauses stand together.
    pub filter_type: FilterType,
    /// Its conditions as a contact list filter.
    pub clauses: Vec<ContactListFilterClause>,
    /// Contacts for which they hold.
    pub contacts: usize,
    /// Contacts that the seats have time to call: all, but for the last slice.
    pub calls: usize,
    /// Share of the calls that are answered.
    pub answer_rate: f64,
    /// Share of the calls that succeed.
    pub success_rate: Propensity,
    /// Successes of the calls, chance included.
    pub successes: ExpectedCount,
    /// Seat hours the calls take.
    pub seat_hours: f64,
    /// Expected successes by seat hour.
    pub successes_per_seat_hour: f64,
}

/// Contacts called to learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposedExploration {
    /// How they are drawn.
    pub kind: SegmentExplorationKind,
    /// Share of the seat hours.
    pub share: f64,
    /// The share that exploring is worth by what is not known of the scores: what draws from it would spend on those who are expected
    /// to yield less than the last who would be called by what is expected, 0 to 0.3. Absent from proposals that were made before it was told.
    #[serde(default)]
    pub advised_share: Option<f64>,
    /// Calls outside the slices.
    pub calls: usize,
    /// Successes expected of them.
    pub successes: f64,
    /// Seat hours they take.
    pub seat_hours: f64,
}

/// What some seat hours come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatHourYield {
    /// Calls.
    pub calls: usize,
    /// Successes expected of them.
    pub successes: f64,
    /// Seat hours they take.
    pub seat_hours: f64,
}

/// A list cut into small campaigns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentProposal {
    /// Its id.
    pub id: String,
    /// Whose attempts it was learned from.
    pub campaign_id: String,
    /// The list that is cut.
    pub contact_list_id: String,
    /// The model that scored.
    pub response_model_id: String,
    /// The run that made it.
    pub run_id: String,
    /// When it was made.
    pub date_created: Instant,
    /// The seed of everything random.
    pub seed: u64,
    /// Agents who call.
    pub seats: u32,
    /// Hours each of them calls.
    pub hours: f64,
    /// Agent time of an answered attempt.
    pub handle_seconds: f64,
    /// Attempts that a seat would make in an hour if nobody ever answered.
    pub unanswered_attempts_per_seat_hour: f64,
    /// Contacts that were cut.
    pub contacts: usize,
    /// Seat hours there are.
    pub seat_hours: f64,
    /// No part could be split any more without becoming too small or for any gain.
    pub is_fully_split: bool,
    /// The slices, which share no contact.
    pub slices: Vec<SegmentSlice>,
    /// Calls outside them.
    pub exploration: ProposedExploration,
    /// The same seat hours spent in the list's own order: what the slices must beat.
    pub own_order: SeatHourYield,
    /// Slices and exploration together.
    pub total: SeatHourYield,
}

/// A proposal in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentProposalSummary {
    /// Its id.
    pub id: String,
    /// Whose attempts it was learned from.
    pub campaign_id: String,
    /// The list that is cut.
    pub contact_list_id: String,
    /// The model that scored.
    pub response_model_id: String,
    /// When it was made.
    pub date_created: Instant,
    /// How many slices it has.
    pub slices: usize,
}
