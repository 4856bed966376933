//! The requirement of a forecast: agents per interval for every planning group.
//!
//! It is computed when it is read: a week of 15-minute intervals takes milliseconds a group, so storing it would only
//! give goals and shrinkage that were changed since a way to disagree with it.

use chrono_tz::Tz;
use serde::Serialize;

use super::derivation::IntervalDerivation;
use super::group_requirement::GroupRequirement;
use super::group_to_staff::{GroupToStaff, groups_to_staff};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::forecasting::Forecast;
use crate::tenancy::Scope;

/// The requirement of all planning groups of a forecast.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingRequirement {
    /// The forecast.
    pub short_term_forecast_id: String,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Zone of the local days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// One entry a planning group, in the order of their ids.
    pub planning_groups: Vec<GroupRequirement>,
    /// How the interval asked for follows from its inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub derivation: Option<IntervalDerivation>,
}

/// The interval of a planning group whose derivation is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The interval's index.
    pub interval: usize,
    /// The planning group.
    pub planning_group_id: String,
}

/// The whole requirement of a forecast under the goals and shrinkage as they stand now, with the derivation of one interval
/// when asked.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `no-staffing-goal` or `cannot-be-staffed`, with the remedy;
/// [`Failure::Invalid`] at `?interval` or `?planningGroupId`.
pub fn staffing_requirement(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    derived: Option<&Derived>,
) -> Result<StaffingRequirement, Failure> {
    let groups = groups_to_staff(conn, scope, forecast)?;
    let derivation = derived
        .map(|asked| derivation_of(&groups, asked))
        .transpose()?;
    Ok(StaffingRequirement {
        short_term_forecast_id: forecast.id.clone(),
        reference_start_date: forecast.reference_start_date,
        interval_length_minutes: forecast.interval_length_minutes,
        time_zone: forecast.time_zone,
        planning_groups: groups
            .iter()
            .map(GroupToStaff::require)
            .collect::<Result<_, _>>()?,
        derivation,
    })
}

fn derivation_of(groups: &[GroupToStaff], asked: &Derived) -> Result<IntervalDerivation, Failure> {
    let group = groups
        .iter()
        .find(|group| group.id() == asked.planning_group_id)
        .ok_or_else(|| {
            let detail = "the forecast has no such planning group; see /data for those it has";
            Failure::invalid("?planningGroupId", "not-found", detail)
        })?;
    let mut faults = Faults::default();
    let last = group.intervals().saturating_sub(1);
    faults.require(
        asked.interval <= last,
        "?interval",
        "out-of-range",
        format!("the forecast has intervals 0 to {last}"),
    );
    faults.into_result()?;
    group.derive(asked.interval)
}
