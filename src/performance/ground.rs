//! What a query stands on: the parts of the organisation it asks of, read once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;

use super::component::Source;
use super::dimension::{Dimension, Place};
use super::request::{Checked, DAYS_A_QUERY};
use super::time_buckets::LocalTime;
use crate::adherence::{Profile, named_profile};
use crate::cost_rates::{CostBook, cost_rates_of, currencies_of};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::http::PageParams;
use crate::organisation::{
    ActivityCode, Agent, BusinessUnit, PlanningGroup, Queue, agents_of_business_unit,
    list_activity_codes, list_business_units, list_management_units, list_planning_groups,
    list_queues, list_teams, work_plans_of_business_unit,
};
use crate::outbound::{Campaign, list_campaigns};
use crate::tenancy::Scope;

/// Agents times days of one query: 375 agents' 400 days.
const MOST_AGENT_DAYS: i64 = 375 * DAYS_A_QUERY;

/// Campaigns belong to no business unit, so their `Interval` is this long.
const CAMPAIGN_INTERVAL_MINUTES: u32 = 15;

/// A business unit as a query sees it.
#[derive(Debug)]
pub(super) struct UnitGround {
    pub unit: BusinessUnit,
    pub local: LocalTime,
    pub from: Instant,
    pub to: Instant,
    pub queues: Vec<Queue>,
    pub groups: Vec<PlanningGroup>,
    /// Those asked for; inactive ones too, who have worked before.
    pub agents: Vec<Agent>,
    pub codes: BTreeMap<String, ActivityCode>,
    /// Most paid minutes of a week, by work plan that limits them.
    pub weekly_limits: BTreeMap<String, u32>,
    pub costs: CostBook,
}

/// The campaigns asked of, and how their time is cut.
#[derive(Debug)]
pub(super) struct CampaignGround {
    pub campaigns: Vec<Campaign>,
    pub local: LocalTime,
    pub from: Instant,
    pub to: Instant,
}

/// Everything a query asks of.
#[derive(Debug)]
pub(super) struct Ground {
    pub units: Vec<UnitGround>,
    pub campaigns: Option<CampaignGround>,
    pub profile: Profile,
    /// What people call the members of dimensions.
    pub names: BTreeMap<(Dimension, String), String>,
    /// Of the cost rates, where money is asked for.
    pub currency: Option<String>,
}

impl UnitGround {
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

impl Ground {
    /// Reads what a checked query asks of.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for ids that are not there, zones that do not go together, currencies that cannot be added, a
    /// definition that is none, and too many agents and days.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
        definition: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut ground = Self {
            units: Vec::new(),
            campaigns: None,
            profile: named_profile(conn, scope, definition, "/definition")?,
            names: BTreeMap::new(),
            currency: None,
        };
        let sources = checked.sources();
        let mut regions = BTreeSet::new();
        if sources.iter().any(|source| *source != Source::Campaigns) {
            let units = list_business_units(conn, scope)?;
            for unit in units {
                regions.extend(unit.region.clone());
                let name = unit.name.clone();
                ground.know(Dimension::BusinessUnitId, &unit.id, &name);
                let place = Place::default()
                    .with(Dimension::Region, unit.region.as_deref())
                    .with(Dimension::BusinessUnitId, Some(&unit.id));
                if checked.holds_so_far(&place) {
                    ground.add_unit(conn, scope, checked, &sources, unit)?;
                }
            }
        }
        if sources.contains(&Source::Campaigns) {
            ground.add_campaigns(conn, scope, checked)?;
        }
        ground.require_known_ids(checked, &regions)?;
        ground.require_one_zone(checked)?;
        ground.require_few_agents()?;
        Ok(ground)
    }

    fn know(&mut self, dimension: Dimension, id: &str, name: &str) {
        self.names
            .insert((dimension, id.to_owned()), name.to_owned());
    }

    fn add_unit(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
        sources: &BTreeSet<Source>,
        unit: BusinessUnit,
    ) -> Result<(), Failure> {
        let zone = checked.time_zone.unwrap_or(unit.time_zone);
        let (from, to) = checked.ends.in_zone(zone)?;
        let mut ground = UnitGround {
            local: LocalTime {
                zone,
                interval_minutes: unit.interval_length_minutes,
                first_day_of_week: unit.start_day_of_week,
            },
            from,
            to,
            queues: list_queues(conn, scope, &unit.id)?,
            groups: list_planning_groups(conn, scope, &unit.id)?,
            agents: Vec::new(),
            codes: BTreeMap::new(),
            weekly_limits: BTreeMap::new(),
            costs: CostBook::default(),
            unit,
        };
        for queue in &ground.queues {
            self.know(Dimension::QueueId, &queue.id, &queue.name);
        }
        for group in &ground.groups {
            self.know(Dimension::PlanningGroupId, &group.id, &group.name);
        }
        if sources.contains(&Source::Agents) {
            self.add_people(conn, scope, checked, &mut ground)?;
        }
        if checked.wants_money() {
            let rates = cost_rates_of(conn, scope, &ground.unit.id)?;
            for currency in currencies_of(&rates) {
                match &self.currency {
                    Some(known) if known != currency => {
                        let detail = format!(
                            "{known} and {currency} cannot be added; filter by businessUnitId, one currency at a time"
                        );
                        return Err(Failure::invalid("/metrics", "mixed-currencies", detail));
                    }
                    _ => self.currency = Some(currency.to_owned()),
                }
            }
            ground.costs = CostBook::new(rates);
        }
        self.units.push(ground);
        Ok(())
    }

    fn add_people(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
        ground: &mut UnitGround,
    ) -> Result<(), Failure> {
        let unit = ground.unit.id.clone();
        for site in list_management_units(conn, scope, &unit)? {
            self.know(Dimension::ManagementUnitId, &site.id, &site.name);
            for team in list_teams(conn, scope, &site.id)? {
                self.know(Dimension::TeamId, &team.id, &team.name);
            }
        }
        for agent in agents_of_business_unit(conn, scope, &unit)? {
            self.know(Dimension::AgentId, &agent.id, &agent.name);
            if checked.holds(&ground.place_of_agent(&agent)) {
                ground.agents.push(agent);
            }
        }
        let codes = list_activity_codes(conn, scope, &unit)?;
        ground.codes = codes
            .into_iter()
            .map(|code| (code.id.clone(), code))
            .collect();
        for plan in work_plans_of_business_unit(conn, scope, &unit)? {
            if let (_, Some(most)) = plan.weekly_paid_minutes() {
                ground.weekly_limits.insert(plan.id, most);
            }
        }
        Ok(())
    }

    fn add_campaigns(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
    ) -> Result<(), Failure> {
        let zone = match checked.time_zone {
            Some(zone) => zone,
            None if checked.is_zoneless() => chrono_tz::UTC,
            None => {
                let detail = "campaigns belong to no business unit, so their days have no zone of their own; name one";
                return Err(Failure::invalid("/timeZone", "missing", detail));
            }
        };
        let (from, to) = checked.ends.in_zone(zone)?;
        let mut campaigns = Vec::new();
        let mut page = PageParams {
            page_size: Some(1_000),
            page_token: None,
        };
        loop {
            let found = list_campaigns(conn, scope, &page)?;
            for campaign in found.entities {
                self.know(Dimension::CampaignId, &campaign.id, &campaign.name);
                let place = Place::default().with(Dimension::CampaignId, Some(&campaign.id));
                if checked.holds(&place) {
                    campaigns.push(campaign);
                }
            }
            if found.next_page_token.is_none() {
                break;
            }
            page.page_token = found.next_page_token;
        }
        self.campaigns = Some(CampaignGround {
            campaigns,
            local: LocalTime {
                zone,
                interval_minutes: CAMPAIGN_INTERVAL_MINUTES,
                first_day_of_week: Weekday::Mon,
            },
            from,
            to,
        });
        Ok(())
    }

    fn require_known_ids(
        &self,
        checked: &Checked,
        regions: &BTreeSet<String>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        for (dimension, ids) in &checked.filter {
            for id in ids {
                let known = match dimension {
                    Dimension::Region => regions.contains(id),
                    _ => self.names.contains_key(&(*dimension, id.clone())),
                };
                let name = dimension.name();
                let detail = format!(
                    "no {name} {id:?} where the rest of the filter looks; list them to see those there are"
                );
                faults.require(known, format!("/filter/{name}"), "not-found", detail);
            }
        }
        faults.into_result()
    }

    /// Rows of several zones can only be added up where they are of the same instants.
    fn require_one_zone(&self, checked: &Checked) -> Result<(), Failure> {
        let zones: BTreeSet<&str> = self
            .units
            .iter()
            .map(|unit| unit.local.zone.name())
            .collect();
        if zones.len() <= 1 || checked.rows_are_within_a_unit() || checked.is_zoneless() {
            return Ok(());
        }
        let detail = format!(
            "the business units are in {}, whose days are not the same; name a time zone, or group by businessUnitId",
            zones.into_iter().collect::<Vec<_>>().join(", ")
        );
        Err(Failure::invalid("/timeZone", "mixed-time-zones", detail))
    }

    fn require_few_agents(&self) -> Result<(), Failure> {
        let agent_days: i64 = self
            .units
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
}

impl Checked {
    /// Whether a place is asked for as far as region and business unit tell.
    fn holds_so_far(&self, place: &Place) -> bool {
        [Dimension::Region, Dimension::BusinessUnitId]
            .into_iter()
            .filter_map(|dimension| Some((dimension, self.filter.get(&dimension)?)))
            .all(|(dimension, ids)| {
                place
                    .member(dimension)
                    .is_some_and(|member| ids.contains(member))
            })
    }
}
