//! What a forecast says of single queues.

use std::collections::BTreeMap;

use crewcast_forecasts::hierarchy::quantile_after;
use crewcast_forecasts::models::ModelName;
use serde::{Deserialize, Serialize};

use super::super::data::forecast_data;
use super::super::forecasts::{GroupForecast, find_forecast, parse, statistical_data};
use super::super::store;
use super::super::store::queues::QueueRow;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// How one queue of a planning group was forecast, and how far its days moved to agree with the group's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueGeneration {
    /// The queue.
    pub queue_id: String,
    /// The model behind its own forecast.
    #[schema(value_type = String)]
    pub forecasting_method: ModelName,
    /// Its WAPE on the queue's past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wape: Option<f64>,
    /// The same on the sums of whole days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_wape: Option<f64>,
    /// Contacts of its own forecast.
    pub offered_before: f64,
    /// Contacts after it agreed with the planning group; an agreement with the business unit moves both once more.
    pub offered_after: f64,
}

/// One queue's contacts, one number an interval; those of a planning group's queues sum to the group's.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueNumbers {
    /// The planning group.
    pub planning_group_id: String,
    /// The queue.
    pub queue_id: String,
    /// Contacts offered: the mean.
    pub offered_per_interval: Vec<f64>,
    /// Exceeded nine times in ten.
    #[serde(rename = "offeredP10PerInterval")]
    pub offered_per_interval_p10: Vec<f64>,
    /// The median.
    #[serde(rename = "offeredP50PerInterval")]
    pub offered_per_interval_p50: Vec<f64>,
    /// Exceeded once in ten.
    #[serde(rename = "offeredP90PerInterval")]
    pub offered_per_interval_p90: Vec<f64>,
}

/// The queues of a forecast's planning groups with several of them, by planning group and queue. What a planner
/// modified of a group moves its queues in proportion.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn queue_numbers(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<QueueNumbers>, Failure> {
    find_forecast(conn, scope, id)?;
    let rows = store::queues::of_forecast(conn, scope.tenant(), id)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let statistical = statistical_data(conn, scope, id)?;
    let planned = forecast_data(conn, scope, id)?;
    let mut by_group: BTreeMap<String, Vec<QueueNumbers>> = BTreeMap::new();
    for row in rows {
        let group = by_group.entry(row.planning_group_id.clone()).or_default();
        group.push(numbers_of(row, id)?);
    }
    let mut found = Vec::new();
    for (statistical, planned) in statistical.iter().zip(&planned) {
        if let Some(mut queues) = by_group.remove(&planned.planning_group_id) {
            if statistical != planned {
                follow(&mut queues, statistical, planned);
            }
            found.append(&mut queues);
        }
    }
    Ok(found)
}

/// Moves queues with their planning group. An interval in which the group had no contact is divided as its whole.
fn follow(queues: &mut [QueueNumbers], statistical: &GroupForecast, planned: &GroupForecast) {
    let sum = |queue: &QueueNumbers| queue.offered_per_interval.iter().sum::<f64>();
    let whole: f64 = queues.iter().map(sum).sum();
    let even = 1.0 / queues.len().max(1) as f64;
    for queue in queues {
        let share = if whole > 0.0 {
            sum(queue) / whole
        } else {
            even
        };
        let moves = statistical
            .offered_per_interval
            .iter()
            .zip(&planned.offered_per_interval);
        for (interval, (statistical, planned)) in moves.enumerate() {
            let before = queue.offered_per_interval[interval];
            let after = if *statistical > 0.0 {
                before * planned / statistical
            } else {
                planned * share
            };
            for band in [
                &mut queue.offered_per_interval_p10,
                &mut queue.offered_per_interval_p50,
                &mut queue.offered_per_interval_p90,
            ] {
                band[interval] = quantile_after(band[interval], before, after);
            }
            queue.offered_per_interval[interval] = after;
        }
    }
}

fn numbers_of(row: QueueRow, id: &str) -> Result<QueueNumbers, Failure> {
    Ok(QueueNumbers {
        planning_group_id: row.planning_group_id,
        queue_id: row.queue_id,
        offered_per_interval: parse(&row.offered, id)?,
        offered_per_interval_p10: parse(&row.offered_p10, id)?,
        offered_per_interval_p50: parse(&row.offered_p50, id)?,
        offered_per_interval_p90: parse(&row.offered_p90, id)?,
    })
}
