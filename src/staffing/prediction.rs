//! The service a forecast's planning groups get from the agents they are given.

use crewcast_forecasts::requirement::RequirementError;
use crewcast_forecasts::units::{IntervalMinutes, Servers};

use super::interval_service::{Heads, IntervalService, service_of_interval};
use super::requirement::{GroupToStaff, groups_to_staff, interval_of};
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::tenancy::Scope;

/// Service level, occupancy and mean wait per interval of a planning group with these agents, by Erlang C against
/// the forecast's mean. Service levels count the seconds of the group's service goal template.
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
    let interval = interval_of(&forecast)?;
    let group = groups_to_staff(conn, scope, &forecast)?
        .into_iter()
        .find(|group| group.forecast.planning_group_id == planning_group_id)
        .ok_or_else(|| Failure::not_found("planning group of the forecast", planning_group_id))?;
    predict_group(&group, interval, heads)
}

fn predict_group(
    group: &GroupToStaff,
    interval: IntervalMinutes,
    heads: Heads<'_>,
) -> Result<Vec<IntervalService>, Failure> {
    if heads.len() != group.intervals() {
        let detail = format!(
            "{} heads for {} intervals; give one number an interval of the forecast",
            heads.len(),
            group.intervals()
        );
        return Err(Failure::invalid("/heads", "wrong-length", detail));
    }
    (0..group.intervals())
        .map(|index| {
            let (volume, aht) = group
                .demand(index)
                .map_err(|error| group.unfit(&error))?
                .ok_or_else(|| group.unfit(&"volumes and handle times differ in number"))?;
            let at_work = Servers::new(heads.at_work(index, group.goals.shrinkage))
                .map_err(|error| group.unfit(&error))?;
            service_of_interval(volume, interval, aht, at_work, group.goals.within)
                .map_err(|error: RequirementError| group.refused(index, &error))
        })
        .collect()
}
