//! Heads of a schedule whose shifts were changed, by what its forecast asks for now.

use std::collections::BTreeMap;

use super::generation::ScheduledHeads;
use super::grid::grid_of;
use super::schedule::Schedule;
use super::shift::Shift;
use super::split_heads::HeadsToSplit;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::{Agent, agents_of_business_unit, list_planning_groups};
use crate::staffing::heads_of_forecast;
use crate::tenancy::Scope;

/// Heads by planning group and interval of these shifts of a schedule; none where it has no forecast.
///
/// # Errors
/// [`Failure::NotFound`] for the forecast; those of [`heads_of_forecast`].
pub(super) fn heads_now(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    shifts: &[Shift],
) -> Result<Option<Vec<ScheduledHeads>>, Failure> {
    let Some(id) = &schedule.short_term_forecast_id else {
        return Ok(None);
    };
    let forecast = find_forecast(conn, scope, id)?;
    let grid = grid_of(conn, scope, schedule, Some(&forecast))?;
    let Some(first) = forecast.grid()?.interval_at(grid.start()) else {
        return Ok(None);
    };
    let weeks = first..first + grid.intervals();
    let required: BTreeMap<String, Vec<u32>> = heads_of_forecast(conn, scope, &forecast, weeks)?
        .into_iter()
        .map(|one| (one.planning_group_id.clone(), one.on_roster()))
        .collect();
    let unit = &schedule.business_unit_id;
    let mut groups = list_planning_groups(conn, scope, unit)?;
    groups.sort_by(|a, b| a.id.cmp(&b.id));
    let mut agents: Vec<Agent> = agents_of_business_unit(conn, scope, unit)?;
    agents.retain(|agent| agent.active);
    agents.sort_by(|a, b| a.id.cmp(&b.id));
    let demand = groups.iter();
    let to_split = HeadsToSplit {
        grid: &grid,
        demand: demand
            .filter_map(|group| Some((group, required.get(&group.id)?.as_slice())))
            .collect(),
        agents: &agents,
    };
    Ok(to_split.split(shifts))
}
