//! A planning group's history by local days, with and without repairs.

use chrono::NaiveDate;
use crewcast_forecasts::aht::AhtHistory;
use serde::Serialize;

use super::examined::examined;
use super::range::FindingRange;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A planning group's history.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupHistory {
    /// The planning group.
    pub planning_group_id: String,
    /// From this local day.
    pub start_date: NaiveDate,
    /// Up to this local day, exclusive.
    pub end_date: NaiveDate,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Whether the repairs that stand have been made.
    pub cleaned: bool,
    /// One entry a local day.
    pub days: Vec<HistoryDay>,
}

/// A local day: one value each interval from 00:00 on the clock. A time that clocks skip is null, a time they show
/// twice holds the mean of both.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryDay {
    /// The local day.
    pub date: NaiveDate,
    /// Contacts offered to the planning group's queues; null where nothing was observed.
    pub offered_per_interval: Vec<Option<f64>>,
    /// Mean handle time in seconds; null where none is known.
    pub average_handle_time_seconds_per_interval: Vec<Option<f64>>,
}

/// The history of a planning group's queues over a range, as imported or with the repairs that stand: what the models
/// learn from.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group; [`Failure::Invalid`] at `?endDate`.
pub fn group_history(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    planning_group_id: &str,
    range: FindingRange,
    cleaned: bool,
) -> Result<GroupHistory, Failure> {
    let seen = examined(conn, scope, (business_unit_id, planning_group_id), range)?;
    let history = match cleaned {
        true => &seen.cleaned.history,
        false => &seen.found,
    };
    let seconds = history.aht.as_ref().map(AhtHistory::aht_seconds);
    let slots = history.volume.slots_per_day().get();
    let days = history
        .volume
        .iter()
        .filter(|(date, _)| seen.range.holds(*date))
        .map(|(date, offered)| HistoryDay {
            date,
            offered_per_interval: offered.to_vec(),
            average_handle_time_seconds_per_interval: seconds
                .and_then(|seconds| seconds.day(date))
                .map_or_else(|| vec![None; slots], <[_]>::to_vec),
        })
        .collect();
    Ok(GroupHistory {
        planning_group_id: seen.group.id.clone(),
        start_date: seen.range.first,
        end_date: seen.range.end,
        interval_length_minutes: seen.unit.interval_length_minutes,
        cleaned,
        days,
    })
}
