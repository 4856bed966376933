//! The service a forecast's planning groups get from the agents they are given.

use super::group_to_staff::groups_to_staff;
use super::interval_service::{Heads, IntervalService};
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::tenancy::Scope;

/// Service level, waits, abandonment and occupancy per interval of a planning group with these agents, against the
/// forecast's mean: by the group's patience and staffing method. Service levels count the seconds of the group's
/// service goal template.
///
/// Rostered heads lose the group's shrinkage first. Where that leaves a fraction of an agent it is kept: the
/// formulas' continuous extension gives the expectation, a floor would cost every interval half an agent.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown forecast or a planning group it does not have; [`Failure::Invalid`] at
/// `/heads` when their number is not that of the forecast's intervals.
pub fn predict_service(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
    planning_group_id: &str,
    heads: Heads<'_>,
) -> Result<Vec<IntervalService>, Failure> {
    let forecast = find_forecast(conn, scope, forecast_id)?;
    let group = groups_to_staff(conn, scope, &forecast)?
        .into_iter()
        .find(|group| group.id() == planning_group_id)
        .ok_or_else(|| Failure::not_found("planning group of the forecast", planning_group_id))?;
    if heads.len() != group.intervals() {
        let detail = format!(
            "{} heads for {} intervals; give one number an interval of the forecast",
            heads.len(),
            group.intervals()
        );
        return Err(Failure::invalid("/heads", "wrong-length", detail));
    }
    let at_work: Vec<f64> = (0..heads.len())
        .map(|index| heads.at_work(index, group.goals.shrinkage))
        .collect();
    group.service(0, &at_work)
}
