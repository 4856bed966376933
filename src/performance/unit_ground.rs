//! A business unit as a query sees it, read once.

use std::collections::BTreeMap;

use super::dimension::{Dimension, Place};
use super::request::{DAYS_A_QUERY, Ends};
use super::time_buckets::LocalTime;
use crate::cost_rates::CostBook;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    ActivityCode, Agent, BusinessUnit, PlanningGroup, Queue, agents_of_business_unit,
    list_activity_codes, list_management_units, list_planning_groups, list_queues, list_teams,
    work_plans_of_business_unit,
};
use crate::tenancy::Scope;

/// Agents times days of one query: 375 agents' 400 days.
const MOST_AGENT_DAYS: i64 = 375 * DAYS_A_QUERY;

/// What people call the members of dimensions.
pub(super) type Names = BTreeMap<(Dimension, String), String>;

/// A business unit, and the time that is asked of.
#[derive(Debug)]
pub(super) struct UnitGround {
    pub unit: BusinessUnit,
    pub local: LocalTime,
    pub from: Instant,
    pub to: Instant,
    pub queues: Vec<Queue>,
    pub groups: Vec<PlanningGroup>,
    /// Inactive ones too, who have worked before; none where people are not asked of.
    pub agents: Vec<Agent>,
    pub codes: BTreeMap<String, ActivityCode>,
    /// Most paid minutes of a week, by work plan that limits them.
    pub weekly_limits: BTreeMap<String, u32>,
    pub costs: CostBook,
}

impl UnitGround {
    /// Reads a business unit with its queues and planning groups.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/interval` beyond the calendar.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: BusinessUnit,
        local: LocalTime,
        ends: Ends,
    ) -> Result<Self, Failure> {
        let (from, to) = ends.in_zone(local.zone)?;
        Ok(Self {
            local,
            from,
            to,
            queues: list_queues(conn, scope, &unit.id)?,
            groups: list_planning_groups(conn, scope, &unit.id)?,
            agents: Vec::new(),
            codes: BTreeMap::new(),
            weekly_limits: BTreeMap::new(),
            costs: CostBook::default(),
            unit,
        })
    }

    /// The same with everybody who is or was in it, and what their shifts are made of.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn with_people(
        mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
    ) -> Result<Self, Failure> {
        let unit = &self.unit.id;
        self.agents = agents_of_business_unit(conn, scope, unit)?;
        let codes = list_activity_codes(conn, scope, unit)?.into_iter();
        self.codes = codes.map(|code| (code.id.clone(), code)).collect();
        for plan in work_plans_of_business_unit(conn, scope, unit)? {
            if let (_, Some(most)) = plan.weekly_paid_minutes() {
                self.weekly_limits.insert(plan.id, most);
            }
        }
        Ok(self)
    }

    /// The same with its cost rates.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn with_costs(
        mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
    ) -> Result<Self, Failure> {
        self.costs = CostBook::read(conn, scope, &self.unit.id)?;
        Ok(self)
    }

    /// What people call its queues, planning groups and agents.
    pub(super) fn names(&self) -> Names {
        let named = |dimension, id: &String, name: &String| ((dimension, id.clone()), name.clone());
        let queues = self.queues.iter();
        let groups = self.groups.iter();
        let agents = self.agents.iter();
        queues
            .map(|queue| named(Dimension::QueueId, &queue.id, &queue.name))
            .chain(groups.map(|group| named(Dimension::PlanningGroupId, &group.id, &group.name)))
            .chain(agents.map(|agent| named(Dimension::AgentId, &agent.id, &agent.name)))
            .collect()
    }

    /// What people call its management units and teams.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn names_of_sites(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
    ) -> Result<Names, Failure> {
        let mut names = Names::new();
        for site in list_management_units(conn, scope, &self.unit.id)? {
            for team in list_teams(conn, scope, &site.id)? {
                names.insert((Dimension::TeamId, team.id.clone()), team.name.clone());
            }
            names.insert(
                (Dimension::ManagementUnitId, site.id.clone()),
                site.name.clone(),
            );
        }
        Ok(names)
    }

    /// Leaves out the agents whose place is not asked for.
    pub(super) fn keep_agents(&mut self, holds: impl Fn(&Place) -> bool) {
        let all = std::mem::take(&mut self.agents).into_iter();
        self.agents = all
            .filter(|agent| holds(&self.place_of_agent(agent)))
            .collect();
    }

    fn place(&self) -> Place {
        Place::default()
            .with(Dimension::Region, self.unit.region.as_deref())
            .with(Dimension::BusinessUnitId, Some(&self.unit.id))
    }

    /// Where the facts of a planning group belong.
    pub(super) fn place_of_group(&self, id: &str) -> Place {
        self.place().with(Dimension::PlanningGroupId, Some(id))
    }

    /// Where the facts of a queue belong.
    pub(super) fn place_of_queue(&self, id: &str) -> Place {
        let group = self.group_of_queue(id).map(|group| group.id.as_str());
        self.place()
            .with(Dimension::PlanningGroupId, group)
            .with(Dimension::QueueId, Some(id))
    }

    /// The planning group that a queue is in now.
    pub(super) fn group_of_queue(&self, id: &str) -> Option<&PlanningGroup> {
        self.groups
            .iter()
            .find(|group| group.route_paths.iter().any(|path| path.queue_id == id))
    }

    /// Where the facts of an agent belong.
    pub(super) fn place_of_agent(&self, agent: &Agent) -> Place {
        self.place()
            .with(Dimension::ManagementUnitId, Some(&agent.management_unit_id))
            .with(Dimension::TeamId, agent.team_id.as_deref())
            .with(Dimension::AgentId, Some(&agent.id))
    }
}

/// That few enough agents are asked of for as many days.
///
/// # Errors
/// [`Failure::Invalid`] at `/interval`.
pub(super) fn require_few_agents(units: &[UnitGround]) -> Result<(), Failure> {
    let agent_days: i64 = units
        .iter()
        .map(|unit| {
            let days = (unit.to.epoch_millis() - unit.from.epoch_millis()) / 86_400_000 + 1;
            days.saturating_mul(i64::try_from(unit.agents.len()).unwrap_or(i64::MAX))
        })
        .sum();
    if agent_days <= MOST_AGENT_DAYS {
        return Ok(());
    }
    let detail = format!(
        "{agent_days} days of agents; ask for at most {MOST_AGENT_DAYS} at once: fewer days, or a filter by \
         managementUnitId, teamId or agentId"
    );
    Err(Failure::invalid("/interval", "too-many-agents", detail))
}

/// The currency of all their cost rates; `None` where no rate is kept.
///
/// # Errors
/// [`Failure::Invalid`] at `/metrics` for several, which cannot be added.
pub(super) fn one_currency(units: &[UnitGround]) -> Result<Option<String>, Failure> {
    let mut found: Option<&String> = None;
    for currency in units.iter().flat_map(|unit| unit.costs.currencies()) {
        match found {
            Some(known) if known != currency => {
                let detail = format!(
                    "{known} and {currency} cannot be added; filter by businessUnitId, one currency at a time"
                );
                return Err(Failure::invalid("/metrics", "mixed-currencies", detail));
            }
            _ => found = Some(currency),
        }
    }
    Ok(found.cloned())
}
