//! What a segment proposal is asked.

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::responses::find::{find_response_model, newest_response_model};
use crate::tenancy::Scope;

/// The kind of runs that propose segments.
pub const SEGMENT_PROPOSAL_RUN_KIND: &str = "segment-proposal";

/// How contacts outside the slices are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SegmentExplorationKind {
    /// None are.
    None,
    /// Every contact is equally likely.
    #[default]
    AtRandom,
    /// Those that may well be good.
    Thompson,
}

/// Contacts called to learn from, beside those that are called for success.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SegmentExploration {
    /// How they are drawn.
    pub kind: SegmentExplorationKind,
    /// Share of the seat hours, 0 to 0.5.
    pub share: f64,
}

impl Default for SegmentExploration {
    fn default() -> Self {
        Self {
            kind: SegmentExplorationKind::AtRandom,
            share: 0.1,
        }
    }
}

/// A proposal to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSegmentProposal {
    /// Whose attempts are learned from; its open contacts are cut unless a list is named.
    pub campaign_id: String,
    /// One of its models; the newest when left out.
    pub response_model_id: Option<String>,
    /// Another list to cut; it needs the columns that the model learned from.
    pub contact_list_id: Option<String>,
    /// Agents who call.
    #[schema(minimum = 1, maximum = 100_000)]
    pub seats: u32,
    /// Hours each of them calls.
    pub hours: f64,
    /// Agent time of an answered attempt; the mean of the campaign's answered attempts when left out.
    pub handle_seconds: Option<f64>,
    /// Attempts that a seat would make in an hour if nobody ever answered; 60 when left out.
    pub unanswered_attempts_per_seat_hour: Option<f64>,
    /// Slices at least, where there are so many parts; 5 when left out.
    pub least_slices: Option<u32>,
    /// Slices at most, up to 100; 20 when left out.
    pub most_slices: Option<u32>,
    /// Contacts of a slice at least, about; 200 when left out.
    pub least_contacts: Option<u32>,
    /// Contacts called to learn from; a tenth of the seat hours at random when left out.
    pub exploration: Option<SegmentExploration>,
    /// The hour of the callee's week in which they are called, 0 = Monday 0:00; at none in particular when left out.
    #[schema(minimum = 0, maximum = 167)]
    pub hour_of_week: Option<u8>,
    /// Equal seeds and inputs give equal slices; 0 when left out.
    pub seed: Option<u64>,
}

/// The input of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunInput {
    pub response_model_id: String,
    pub request: NewSegmentProposal,
}

impl NewSegmentProposal {
    /// A proposal for a campaign's open contacts and these seats, everything else as it is when left out.
    pub fn new(campaign_id: impl Into<String>, seats: u32, hours: f64) -> Self {
        Self {
            campaign_id: campaign_id.into(),
            response_model_id: None,
            contact_list_id: None,
            seats,
            hours,
            handle_seconds: None,
            unanswered_attempts_per_seat_hour: None,
            least_slices: None,
            most_slices: None,
            least_contacts: None,
            exploration: None,
            hour_of_week: None,
            seed: None,
        }
    }

    /// Attempts that a seat would make in an hour if nobody ever answered.
    pub(super) fn attempts_per_seat_hour(&self) -> f64 {
        self.unanswered_attempts_per_seat_hour.unwrap_or(60.0)
    }

    /// Contacts called to learn from.
    pub(super) fn exploration(&self) -> SegmentExploration {
        self.exploration.unwrap_or_default()
    }

    fn check(&self) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let mut require = |holds: bool, field: &str, remedy: &str| {
            faults.require(holds, format!("/{field}"), "out-of-range", remedy);
        };
        require(
            (1..=100_000).contains(&self.seats),
            "seats",
            "use 1 to 100,000",
        );
        let hours = self.hours;
        require(
            hours > 0.0 && hours <= 10_000.0,
            "hours",
            "use more than 0 and at most 10,000",
        );
        let seconds = self.handle_seconds;
        require(
            seconds.is_none_or(|seconds| (0.0..=86_400.0).contains(&seconds)),
            "handleSeconds",
            "use 0 to 86,400",
        );
        require(
            (0.1..=100_000.0).contains(&self.attempts_per_seat_hour()),
            "unansweredAttemptsPerSeatHour",
            "use 0.1 to 100,000",
        );
        let most = self.most_slices.unwrap_or(20);
        require((1..=100).contains(&most), "mostSlices", "use 1 to 100");
        require(
            (1..=most).contains(&self.least_slices.unwrap_or(5.min(most))),
            "leastSlices",
            "use 1 to mostSlices",
        );
        require(
            self.least_contacts.is_none_or(|least| least >= 2),
            "leastContacts",
            "use 2 or more",
        );
        require(
            (0.0..=0.5).contains(&self.exploration().share),
            "exploration/share",
            "use 0 to 0.5",
        );
        require(
            self.hour_of_week.is_none_or(|hour| hour < 168),
            "hourOfWeek",
            "use 0 (Monday 0:00) to 167 (Sunday 23:00)",
        );
        faults.require_seed(self.seed.unwrap_or(0), "/seed");
        faults.into_result()
    }
}

/// Checks a request and queues it as a run of kind `segment-proposal`.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::NotFound`] for campaign, list or model; [`Failure::Conflict`]
/// `no-response-model`.
pub fn submit_segment_proposal(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: NewSegmentProposal,
) -> Result<Run, Failure> {
    request.check()?;
    let campaign = request.campaign_id.as_str();
    stored(conn, scope, campaign)?;
    if let Some(list) = &request.contact_list_id {
        stored_list(conn, scope, list)?;
    }
    let model = match &request.response_model_id {
        Some(id) => find_response_model(conn, scope, campaign, id)?,
        None => newest_response_model(conn, scope, campaign)?.ok_or_else(|| {
            Failure::conflict(
                "no-response-model",
                "nothing says yet which of the campaign's contacts are worth calling; train a response model first",
            )
        })?,
    };
    let input = RunInput {
        response_model_id: model.id,
        request,
    };
    jobs::submit(conn, scope, SEGMENT_PROPOSAL_RUN_KIND, &input)
}
