//! A forecast's numbers as everything downstream reads them: the planner's modifications laid over the statistical
//! series.

use serde::Serialize;

use super::forecasts::{GroupForecast, find_forecast, statistical_data};
use super::modifications::{active, laid_over};
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// One planning group's numbers with the modifications, and beside them those of the models.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupNumbers {
    /// What is planned with.
    #[serde(flatten)]
    pub planned: GroupForecast,
    /// Whether a modification changes any of it.
    pub modified: bool,
    /// Contacts offered as the models say: the mean.
    pub statistical_offered_per_interval: Vec<f64>,
    /// Exceeded nine times in ten, by the models.
    #[serde(rename = "statisticalOfferedP10PerInterval")]
    pub statistical_offered_per_interval_p10: Vec<f64>,
    /// The median, by the models.
    #[serde(rename = "statisticalOfferedP50PerInterval")]
    pub statistical_offered_per_interval_p50: Vec<f64>,
    /// Exceeded once in ten, by the models.
    #[serde(rename = "statisticalOfferedP90PerInterval")]
    pub statistical_offered_per_interval_p90: Vec<f64>,
    /// Handle times as the models say, in seconds.
    pub statistical_average_handle_time_seconds_per_interval: Vec<f64>,
}

/// The numbers of a forecast with its enabled modifications, one entry a planning group, in the order of their ids.
/// Requirements, rosters, simulations and exports read a forecast here and nowhere else.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn forecast_data(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<GroupForecast>, Failure> {
    let statistical = statistical_data(conn, scope, id)?;
    planned(conn, scope, id, statistical)
}

fn planned(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    statistical: Vec<GroupForecast>,
) -> Result<Vec<GroupForecast>, Failure> {
    let modifications = active(conn, scope, id)?;
    if modifications.is_empty() {
        return Ok(statistical);
    }
    let forecast = find_forecast(conn, scope, id)?;
    laid_over(&forecast, statistical, &modifications)
}

/// The same with what the models said beside it.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn forecast_numbers(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<GroupNumbers>, Failure> {
    let statistical = statistical_data(conn, scope, id)?;
    let planned = planned(conn, scope, id, statistical.clone())?;
    let beside = |(planned, statistical): (GroupForecast, GroupForecast)| GroupNumbers {
        modified: planned != statistical,
        planned,
        statistical_offered_per_interval: statistical.offered_per_interval,
        statistical_offered_per_interval_p10: statistical.offered_per_interval_p10,
        statistical_offered_per_interval_p50: statistical.offered_per_interval_p50,
        statistical_offered_per_interval_p90: statistical.offered_per_interval_p90,
        statistical_average_handle_time_seconds_per_interval: statistical
            .average_handle_time_seconds_per_interval,
    };
    Ok(planned.into_iter().zip(statistical).map(beside).collect())
}
