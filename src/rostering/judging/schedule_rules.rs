//! What a schedule's shifts are judged by.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::{
    ActivityCode, Agent, PlanningGroup, WeekGrid, can_serve, find_agent, find_business_unit,
    list_planning_groups,
};
use crate::rostering::inputs::{read_demand, read_supply, read_supply_of};
use crate::rostering::{GroupDemand, RosterInputs};
use crate::schedules::{Schedule, Shift, grid_of_schedule};
use crate::tenancy::Scope;

/// Agents, work plans, published neighbours and demand of a schedule's weeks, as they are now.
#[derive(Clone, Debug)]
pub struct ScheduleRules {
    pub(super) inputs: RosterInputs,
    /// Planning groups that agents may be on the queue for.
    pub(super) groups: Vec<PlanningGroup>,
}

/// The shifts of agents, by their ids.
pub type LinesOfAgents = BTreeMap<String, Vec<Shift>>;

impl ScheduleRules {
    /// Reads them.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for the schedule's forecast; those of its requirement.
    pub fn read(conn: &mut Conn<'_>, scope: &Scope, schedule: &Schedule) -> Result<Self, Failure> {
        let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
        let grid = grid_of_schedule(conn, scope, schedule)?;
        let forecast = schedule.short_term_forecast_id.as_deref();
        let forecast = forecast
            .map(|id| find_forecast(conn, scope, id))
            .transpose()?;
        let demand = match &forecast {
            Some(forecast) => {
                let first = forecast.grid()?.interval_at(grid.start());
                first.map_or(Ok(Vec::new()), |first| {
                    read_demand(conn, scope, forecast, (first, &grid))
                })?
            }
            None => Vec::new(),
        };
        let groups = if demand.is_empty() {
            list_planning_groups(conn, scope, &unit.id)?
        } else {
            demand.iter().map(|demand| demand.group.clone()).collect()
        };
        let zone = grid.zone();
        let supply = read_supply(conn, scope, &unit, grid)?;
        Ok(Self {
            inputs: RosterInputs {
                demand,
                zone,
                ..supply
            },
            groups,
        })
    }

    /// The rules of these agents alone, and nothing asked for.
    ///
    /// # Errors
    /// Only the database's.
    pub(in crate::rostering) fn read_of_agents(
        conn: &mut Conn<'_>,
        scope: &Scope,
        schedule: &Schedule,
        agent_ids: &BTreeSet<String>,
    ) -> Result<Self, Failure> {
        let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
        let grid = grid_of_schedule(conn, scope, schedule)?;
        let agents = agent_ids.iter().map(|id| find_agent(conn, scope, id));
        let mut agents: Vec<Agent> = agents.collect::<Result<_, _>>()?;
        agents.retain(|agent| agent.active);
        let zone = grid.zone();
        let supply = read_supply_of(conn, scope, &unit, grid, agents)?;
        Ok(Self {
            groups: list_planning_groups(conn, scope, &unit.id)?,
            inputs: RosterInputs { zone, ..supply },
        })
    }

    /// The same with other published shifts around the weeks.
    pub(in crate::rostering) fn with_around(
        &self,
        change: impl FnOnce(&[Shift]) -> Vec<Shift>,
    ) -> Self {
        let mut other = self.clone();
        other.inputs.around = change(&self.inputs.around);
        other
    }

    /// What the schedule's forecast asks for; nothing where it has none.
    pub fn demand(&self) -> &[GroupDemand] {
        &self.inputs.demand
    }

    /// Positions of the planning groups of [`Self::demand`] that an active agent can serve.
    pub fn groups_of(&self, agent_id: &str) -> Vec<usize> {
        let mut agents = self.inputs.agents.iter();
        let agent = agents.find(|agent| agent.id == agent_id);
        let groups = self.inputs.demand.iter().enumerate();
        groups
            .filter(|(_, demand)| agent.is_some_and(|agent| can_serve(agent, &demand.group)))
            .map(|(position, _)| position)
            .collect()
    }

    pub(in crate::rostering) fn inputs(&self) -> &RosterInputs {
        &self.inputs
    }

    /// The work plan an active agent is under.
    pub fn work_plan_of(&self, agent_id: &str) -> Option<&str> {
        let mut agents = self.inputs.agents.iter();
        let agent = agents.find(|agent| agent.id == agent_id)?;
        agent.work_plan_id.as_deref()
    }

    /// What agents can be scheduled to do.
    pub fn activity_codes(&self) -> &[ActivityCode] {
        &self.inputs.codes
    }

    /// The intervals of the schedule's weeks.
    pub fn grid(&self) -> &WeekGrid {
        &self.inputs.grid
    }
}
