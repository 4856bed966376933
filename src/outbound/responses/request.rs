//! What a response model is asked to learn from.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::columns::{ColumnDataType, ListColumns};
use crate::outbound::contacts::lists::columns_of_list;
use crate::outbound::store::attempts;
use crate::tenancy::Scope;

/// The kind of runs that train response models.
pub const RESPONSE_MODEL_RUN_KIND: &str = "response-model";

/// Attempts that a model is learned from, at least.
pub(super) const LEAST_ATTEMPTS: i64 = 200;

/// Segments when nothing is asked for.
pub(super) const DEFAULT_SEGMENTS: u32 = 10;

/// A response model to be trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewResponseModel {
    /// Columns of the list to learn from; all but phones, dates and `knownAfterCallColumns` when left out.
    pub columns: Option<Vec<String>>,
    /// Columns that are filled by the call or after it, such as its duration: they cannot foretell it.
    #[serde(default)]
    pub known_after_call_columns: BTreeSet<String>,
    /// What a success is worth, in the tenant's currency; contacts are then ordered, and campaigns valued, in money.
    pub value_per_success: Option<f64>,
    /// Only attempts recorded from then on; all when left out.
    pub from: Option<Instant>,
    /// Segments to cut the open contacts into, 1 to 50; 10 when left out.
    #[schema(minimum = 1, maximum = 50)]
    pub segments: Option<u32>,
    /// Whether leases follow the model; yes when left out.
    pub order_leases: Option<bool>,
}

/// The input of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunInput {
    pub campaign_id: String,
    pub request: NewResponseModel,
}

impl NewResponseModel {
    /// Since when attempts count.
    pub(super) fn since(&self) -> Instant {
        self.from.unwrap_or(Instant::from_epoch_millis(0))
    }

    fn check(&self, columns: &ListColumns) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let is_known = |name: &String| columns.column_names.contains(name);
        for (at, name) in self.columns.iter().flatten().enumerate() {
            let pointer = format!("/columns/{at}");
            faults.require(
                is_known(name),
                pointer.clone(),
                "unknown-column",
                format!("the list has: {}", columns.column_names.join(", ")),
            );
            faults.require(
                !self.known_after_call_columns.contains(name),
                pointer.clone(),
                "known-after-call",
                "it is known only after the call, so it cannot foretell the call; leave it out of columns",
            );
            faults.require(
                columns.data_type(name) != ColumnDataType::Date,
                pointer.clone(),
                "date-column",
                "dates are not learned from; import what matters of it, such as an age in days, as a numeric column",
            );
            faults.require(
                !columns
                    .phone_columns
                    .iter()
                    .any(|one| one.column_name == *name),
                pointer.clone(),
                "phone-column",
                "phones tell every contact from every other; leave it out",
            );
            let mut earlier = self.columns.iter().flatten().take(at);
            faults.require(
                !earlier.any(|one| one == name),
                pointer,
                "duplicate",
                "name each column once",
            );
        }
        for name in &self.known_after_call_columns {
            faults.require(
                is_known(name),
                "/knownAfterCallColumns",
                "unknown-column",
                format!("the list has no column {name:?}; leave it out"),
            );
        }
        faults.require(
            self.value_per_success
                .is_none_or(|value| value.is_finite() && value > 0.0 && value <= 1e9),
            "/valuePerSuccess",
            "out-of-range",
            "use more than 0 and at most 1e9, or leave it out",
        );
        faults.require(
            self.segments.is_none_or(|count| (1..=50).contains(&count)),
            "/segments",
            "out-of-range",
            "use 1 to 50",
        );
        faults.into_result()
    }
}

/// Checks a request and queues it as a run of kind `response-model`.
///
/// # Errors
/// [`Failure::NotFound`] for the campaign; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `too-few-attempts`.
pub fn submit_response_model(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    request: NewResponseModel,
) -> Result<Run, Failure> {
    let campaign = stored(conn, scope, campaign_id)?;
    request.check(&columns_of_list(conn, scope, &campaign.contact_list_id)?)?;
    let place = (scope.tenant(), campaign_id);
    let attempts = attempts::count_since(conn, place, request.since())?;
    if attempts < LEAST_ATTEMPTS {
        return Err(Failure::conflict(
            "too-few-attempts",
            format!(
                "the campaign has {attempts} attempts with an outcome and {LEAST_ATTEMPTS} are needed to learn from; call \
                 more contacts first, or take earlier attempts in"
            ),
        ));
    }
    let input = RunInput {
        campaign_id: campaign_id.to_owned(),
        request,
    };
    jobs::submit(conn, scope, RESPONSE_MODEL_RUN_KIND, &input)
}
