//! Planning groups: queues forecast and staffed together.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::activity_codes::list_activity_codes;
use super::break_limits::{BreakLimit, check_break_limits};
use super::business_units::NewBusinessUnit;
use super::queues::NewQueue;
use super::resource::{self, Identity, Resource, Stored, corrupt, document, parsed};
use super::rules::{require_found, require_found_under};
use super::service_goal_templates::NewServiceGoalTemplate;
use super::skills::NewSkill;
use super::store::{Links, PlanningGroupRow, replace_links};
use super::wire;
use crate::db::{Conn, DbError};
use crate::failure::{Failure, Fault, Faults};
use crate::tenancy::Scope;

/// A way contacts come to the group: a queue, and the skills its agents need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutePath {
    /// The queue.
    pub queue_id: String,
    /// An agent needs all of them; empty when anyone can take the queue.
    #[serde(default)]
    pub skill_ids: Vec<String>,
}

/// Which model of time staffs a planning group's intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum StaffingMethod {
    /// Every interval by itself, as if its load had always been there.
    #[default]
    Stationary,
    /// Interval after interval of a local day, with the queue that the one before leaves.
    CarryOver,
}

/// A planning group to be made, or to take one's place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlanningGroup {
    /// The business unit it is in; the API takes it from the path.
    #[serde(skip_deserializing)]
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// Its queues; a queue is in one planning group only.
    pub route_paths: Vec<RoutePath>,
    /// What it is to reach.
    pub service_goal_template_id: String,
    /// Share of paid time away from work: 0 to less than 100, at most 4 decimals.
    #[serde(with = "wire::decimal")]
    #[schema(value_type = f64)]
    pub shrinkage_percent: Decimal,
    /// Stands in where the history has no handle times; above 0.
    pub default_average_handle_time_seconds: Option<f64>,
    /// Mean time a contact waits before it hangs up: above 0, at most 86,400. Null for nobody hangs up.
    pub average_patience_seconds: Option<f64>,
    /// Which model of time staffs its intervals.
    #[serde(default)]
    pub staffing_method: StaffingMethod,
    /// Staff so that an interval's goals are met with this probability, given the forecast's own spread: above 0 and
    /// below 100. Null to staff for the mean forecast.
    pub staffing_probability_percent: Option<f64>,
    /// How many of its agents should be on a break at once; at most 10 limits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub break_limits: Vec<BreakLimit>,
}

impl StaffingMethod {
    const ALL: [Self; 2] = [Self::Stationary, Self::CarryOver];

    const fn stored(self) -> &'static str {
        match self {
            Self::Stationary => "stationary",
            Self::CarryOver => "carryOver",
        }
    }

    fn of_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.stored() == text)
    }
}

/// Queues forecast and staffed together, with a service goal.
pub type PlanningGroup = Stored<NewPlanningGroup>;

impl NewPlanningGroup {
    fn check_route_paths(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        let others = list_planning_groups(conn, scope, &self.business_unit_id)?;
        let others = others
            .iter()
            .filter(|group| current.is_none_or(|current| current.name != group.name));
        let taken: BTreeMap<&str, &str> = others
            .flat_map(|group| group.route_paths.iter().map(move |path| (path, group)))
            .map(|(path, group)| (path.queue_id.as_str(), group.name.as_str()))
            .collect();
        faults.require(
            !self.route_paths.is_empty(),
            "/routePaths",
            "empty",
            "name at least one queue",
        );
        let mut seen = BTreeSet::new();
        for (index, path) in self.route_paths.iter().enumerate() {
            let pointer = format!("/routePaths/{index}/queueId");
            faults.require(
                seen.insert(&path.queue_id),
                pointer.clone(),
                "duplicate",
                "a queue stands in a planning group once",
            );
            if let Some(group) = taken.get(path.queue_id.as_str()) {
                let detail = format!(
                    "the queue is in {group:?} already, where its contacts are staffed; take it out there first"
                );
                faults.push(Fault::new(pointer.clone(), "queue-taken", detail));
            }
            let (parent, queue) = (&self.business_unit_id, &path.queue_id);
            require_found_under::<NewQueue>(conn, scope, faults, parent, queue, pointer)?;
            for (at, skill) in path.skill_ids.iter().enumerate() {
                let pointer = format!("/routePaths/{index}/skillIds/{at}");
                require_found::<NewSkill>(conn, scope, faults, skill, pointer)?;
            }
        }
        Ok(())
    }
}

impl Resource for NewPlanningGroup {
    type Row = PlanningGroupRow;
    const KIND: &'static str = "planning group";
    const SCHEMA: &'static str = "PlanningGroup";
    const PARENT_IN_PATH: Option<&'static str> = Some("businessUnitId");

    fn set_parent(&mut self, parent_id: String) {
        self.business_unit_id = parent_id;
    }

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let parent = &self.business_unit_id;
        require_found::<NewBusinessUnit>(conn, scope, &mut faults, parent, "/businessUnitId")?;
        let (template, pointer) = (&self.service_goal_template_id, "/serviceGoalTemplateId");
        require_found_under::<NewServiceGoalTemplate>(
            conn,
            scope,
            &mut faults,
            parent,
            template,
            pointer,
        )?;
        let shrinkage = self.shrinkage_percent;
        faults.require(
            shrinkage >= Decimal::ZERO
                && shrinkage < Decimal::ONE_HUNDRED
                && shrinkage.scale() <= 4,
            "/shrinkagePercent",
            "out-of-range",
            format!("{shrinkage} % cannot be; use 0 to less than 100 with at most 4 decimals"),
        );
        if let Some(seconds) = self.default_average_handle_time_seconds {
            faults.require(
                seconds > 0.0 && seconds <= 86_400.0,
                "/defaultAverageHandleTimeSeconds",
                "out-of-range",
                format!("{seconds} s is no handle time; use more than 0 and at most 86400"),
            );
        }
        if let Some(seconds) = self.average_patience_seconds {
            faults.require(
                seconds > 0.0 && seconds <= 86_400.0,
                "/averagePatienceSeconds",
                "out-of-range",
                format!(
                    "{seconds} s is no mean patience; use more than 0 and at most 86400, or null when nobody hangs up"
                ),
            );
        }
        if let Some(percent) = self.staffing_probability_percent {
            faults.require(
                percent > 0.0 && percent < 100.0,
                "/staffingProbabilityPercent",
                "out-of-range",
                format!(
                    "{percent} % cannot be staffed for; use more than 0 and less than 100, or null for the mean forecast"
                ),
            );
        }
        if !self.break_limits.is_empty() {
            let codes = list_activity_codes(conn, scope, parent)?.into_iter();
            let codes = codes.map(|code| code.id.clone()).collect();
            check_break_limits(&self.break_limits, &codes, &mut faults);
        }
        self.check_route_paths(conn, scope, current, &mut faults)?;
        faults.into_result()
    }

    fn to_row(&self, identity: Identity) -> Result<PlanningGroupRow, Failure> {
        Ok(PlanningGroupRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            business_unit_id: self.business_unit_id.clone(),
            name: self.name.clone(),
            route_paths: document(&self.route_paths)?,
            service_goal_template_id: self.service_goal_template_id.clone(),
            shrinkage_percent: self.shrinkage_percent.to_string(),
            default_average_handle_time_seconds: self.default_average_handle_time_seconds,
            average_patience_seconds: self.average_patience_seconds,
            staffing_method: self.staffing_method.stored().to_owned(),
            staffing_probability_percent: self.staffing_probability_percent,
            break_limits: (!self.break_limits.is_empty())
                .then(|| document(&self.break_limits))
                .transpose()?,
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: PlanningGroupRow) -> Result<PlanningGroup, Failure> {
        let staffing_method = StaffingMethod::of_stored(&row.staffing_method).ok_or_else(|| {
            corrupt(
                Self::KIND,
                &row.id,
                "staffing_method is none of this version's",
            )
        })?;
        let limits = row.break_limits.as_deref();
        let limits = limits.map(|text| parsed(Self::KIND, &row.id, text));
        let shrinkage = row.shrinkage_percent.parse();
        let shrinkage = shrinkage.map_err(|_| corrupt(Self::KIND, &row.id, "no decimal"))?;
        Ok(Stored {
            values: Self {
                route_paths: parsed(Self::KIND, &row.id, &row.route_paths)?,
                business_unit_id: row.business_unit_id,
                name: row.name,
                service_goal_template_id: row.service_goal_template_id,
                shrinkage_percent: shrinkage,
                default_average_handle_time_seconds: row.default_average_handle_time_seconds,
                average_patience_seconds: row.average_patience_seconds,
                staffing_method,
                staffing_probability_percent: row.staffing_probability_percent,
                break_limits: limits.transpose()?.unwrap_or_default(),
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }

    fn write_links(&self, conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<(), DbError> {
        let paths = &self.route_paths;
        let queues = paths.iter().map(|path| &path.queue_id);
        let queues = queues.map(|queue| (id.to_owned(), queue.clone())).collect();
        let skills = paths.iter().flat_map(|path| &path.skill_ids);
        let skills = skills.map(|skill| (id.to_owned(), skill.clone())).collect();
        replace_links(conn, Links::PlanningGroupQueues, tenant, &[id], &queues)?;
        replace_links(conn, Links::PlanningGroupSkills, tenant, &[id], &skills)
    }
}

/// Makes a planning group.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name, or one of its queues, is taken by another group.
pub fn create_planning_group(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewPlanningGroup,
) -> Result<PlanningGroup, Failure> {
    resource::create(conn, scope, new)
}

/// The planning group of that id in that business unit.
///
/// # Errors
/// [`Failure::NotFound`] when the business unit has none of that id.
pub fn find_planning_group(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    id: &str,
) -> Result<PlanningGroup, Failure> {
    resource::find_under(conn, scope, Some(business_unit_id), id)
}

/// All planning groups of a business unit.
///
/// # Errors
/// Only the database's.
pub fn list_planning_groups(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<PlanningGroup>, Failure> {
    resource::all(conn, scope, Some(business_unit_id))
}
