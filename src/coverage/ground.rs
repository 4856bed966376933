//! What is read once and asked often: who can serve what, and what the forecasts require.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{Forecast, Weeks, find_forecast, list_forecasts};
use crate::http::PageParams;
use crate::organisation::{
    Agent, BusinessUnit, WeekGrid, agents_of_business_unit, can_serve, find_business_unit,
    list_planning_groups, work_plans_of_business_unit,
};
use crate::staffing::heads_of_forecast;
use crate::tenancy::Scope;

/// A business unit's agents and requirements, as far as they were asked for.
#[derive(Debug)]
pub struct CoverageGround {
    /// The business unit.
    pub unit: BusinessUnit,
    /// Its active agents.
    pub agents: Vec<Agent>,
    /// Positions of the planning groups that an agent can serve, by agent.
    pub(super) serves: BTreeMap<String, Vec<usize>>,
    /// Contract minutes of a week, by agent with an enabled work plan.
    pub(super) weekly_minutes: BTreeMap<String, u32>,
    /// Ids of the planning groups.
    group_ids: Vec<String>,
    /// Requirements read so far, by forecast.
    requirements: BTreeMap<String, Requirement>,
}

/// What a forecast requires.
#[derive(Clone, Debug)]
pub(super) struct Requirement {
    pub forecast_id: String,
    pub grid: WeekGrid,
    /// By planning group in the order of the ground, then by interval of the grid.
    by_group: Vec<Vec<u32>>,
}

impl Requirement {
    /// Heads required of every planning group in an interval.
    pub(super) fn at(&self, interval: usize) -> Vec<f64> {
        let of = |heads: &Vec<u32>| f64::from(heads.get(interval).copied().unwrap_or(0));
        self.by_group.iter().map(of).collect()
    }
}

impl CoverageGround {
    /// Reads a business unit's agents and planning groups.
    ///
    /// # Errors
    /// [`Failure::NotFound`].
    pub fn read(conn: &mut Conn<'_>, scope: &Scope, unit_id: &str) -> Result<Self, Failure> {
        let unit = find_business_unit(conn, scope, unit_id)?;
        let groups = list_planning_groups(conn, scope, unit_id)?;
        let mut agents = agents_of_business_unit(conn, scope, unit_id)?;
        agents.retain(|agent| agent.active);
        let served = |agent: &Agent| {
            let groups = groups.iter().enumerate();
            let of_agent = groups.filter(|(_, group)| can_serve(agent, group));
            of_agent.map(|(index, _)| index).collect::<Vec<usize>>()
        };
        let plans = work_plans_of_business_unit(conn, scope, unit_id)?;
        let mut weekly_minutes = BTreeMap::new();
        for agent in &agents {
            let own = |id: &String| plans.iter().find(|plan| plan.id == *id && plan.enabled);
            let plan = agent.work_plan_id.as_ref().and_then(own);
            let minutes = plan.and_then(|plan| {
                let longest = plan.shifts.iter().filter_map(|shift| shift.paid_minutes());
                let longest = longest.map(|(_, most)| most).max();
                let by_days =
                    longest.map(|most| most.saturating_mul(plan.maximum_days.unwrap_or(5)));
                plan.values.weekly_paid_minutes().1.or(by_days)
            });
            if let Some(minutes) = minutes {
                weekly_minutes.insert(agent.id.clone(), minutes);
            }
        }
        Ok(Self {
            serves: agents
                .iter()
                .map(|agent| (agent.id.clone(), served(agent)))
                .collect(),
            weekly_minutes,
            group_ids: groups.iter().map(|group| group.id.clone()).collect(),
            requirements: BTreeMap::new(),
            unit,
            agents,
        })
    }

    /// The planning groups that any of these agents can serve.
    pub(super) fn groups_of<'a>(&self, agent_ids: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let mut groups: Vec<usize> = agent_ids
            .filter_map(|id| self.serves.get(id))
            .flatten()
            .copied()
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// What the named forecast requires, or the newest one that holds the date and can be used for schedules.
    ///
    /// # Errors
    /// Those of the requirement.
    pub(super) fn requirement(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        forecast_id: Option<&str>,
        date: NaiveDate,
    ) -> Result<Option<Requirement>, Failure> {
        let forecast = match forecast_id {
            Some(id) => Some(find_forecast(conn, scope, id)?),
            None => newest_of(conn, scope, &self.unit.id, date)?,
        };
        let Some(forecast) = forecast else {
            return Ok(None);
        };
        if let Some(known) = self.requirements.get(&forecast.id) {
            return Ok(Some(known.clone()));
        }
        let grid = forecast.grid()?;
        let required = heads_of_forecast(conn, scope, &forecast, 0..grid.intervals())?;
        let of_group = |id: &String| {
            let mut all = required.iter();
            let own = all.find(|one| one.planning_group_id == *id);
            own.map(|one| one.on_roster()).unwrap_or_default()
        };
        let known = Requirement {
            grid,
            by_group: self.group_ids.iter().map(of_group).collect(),
            forecast_id: forecast.id.clone(),
        };
        self.requirements.insert(forecast.id, known.clone());
        Ok(Some(known))
    }
}

fn newest_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit_id: &str,
    date: NaiveDate,
) -> Result<Option<Forecast>, Failure> {
    let mut params = PageParams {
        page_size: Some(1_000),
        page_token: None,
    };
    let mut newest = None;
    loop {
        let page = list_forecasts(conn, scope, unit_id, Weeks::Of(date), &params)?;
        let usable = page.entities.into_iter();
        let mut usable = usable.filter(|forecast| forecast.can_use_for_scheduling);
        newest = usable.next_back().or(newest);
        match page.next_page_token {
            Some(token) => params.page_token = Some(token),
            None => return Ok(newest),
        }
    }
}
