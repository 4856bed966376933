//! Teams of a plan: what they take, who is there, who leaves, how newcomers learn.

use serde::{Deserialize, Serialize};

use super::keep::{find_capacity_plan, replace_capacity_plan};
use super::metrics::CapacityPlanMetric;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// People who are planned together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StaffingGroup {
    /// Unique in the plan.
    pub name: String,
    /// Which contacts they take. A planning group's percentages add up to 100 over the plan's staffing groups.
    pub planning_group_allocations: Vec<PlanningGroupAllocation>,
    /// Who is there at the start by tenure; give it or the metric `StartingWeeklyFullTimeEquivalentCount` of the first week,
    /// whose people are taken to be experienced.
    #[serde(default)]
    pub starting_full_time_equivalents: Vec<StartingFullTimeEquivalents>,
    /// Of all who are in no band: percent that leaves within a year, 0 to 95; 0 when left out.
    #[serde(default)]
    pub annual_attrition_percentage: f64,
    /// Attrition of people with less tenure, the shortest first.
    #[serde(default)]
    pub attrition_by_tenure: Vec<AttritionByTenure>,
    /// How newcomers learn; they need not when left out.
    #[serde(default)]
    pub ramp_up: RampUpCurve,
    /// What is planned week by week.
    #[serde(default)]
    pub metrics: Vec<CapacityPlanMetric>,
}

/// A share of a planning group's contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanningGroupAllocation {
    /// The planning group.
    pub planning_group_id: String,
    /// Above 0, at most 100.
    pub percentage: f64,
}

/// People who are there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartingFullTimeEquivalents {
    /// Weeks since their training began.
    pub tenure_weeks: u32,
    /// How many.
    pub full_time_equivalent_count: f64,
}

/// Attrition of people with less than some tenure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttritionByTenure {
    /// Less tenure than this.
    pub below_tenure_weeks: u32,
    /// Percent that would leave within a year at this rate, 0 to 95.
    pub annual_percentage: f64,
}

/// Training and the weeks after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RampUpCurve {
    /// Weeks of training, paid and off the queue; at most 52.
    pub training_weeks: u32,
    /// Percent of an experienced agent's contacts in each week after it, above 0 and at most 200; 100 for ever after.
    pub productivity_percent: Vec<f64>,
    /// The same told in handle times: percent of an experienced agent's in each week; give one of the two.
    pub average_handle_time_percent: Vec<f64>,
}

/// What each team of a plan takes.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingGroupAllocations {
    /// One entry a staffing group.
    pub staffing_group_allocations: Vec<StaffingGroupAllocation>,
    /// The plan's version; send it as If-Match.
    pub version: i32,
}

/// What a team takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StaffingGroupAllocation {
    /// The staffing group's name.
    pub staffing_group: String,
    /// Its contacts.
    pub planning_group_allocations: Vec<PlanningGroupAllocation>,
}

/// What each team of a plan takes.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_allocations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<StaffingGroupAllocations, Failure> {
    let plan = find_capacity_plan(conn, scope, place)?;
    let groups = plan.plan.staffing_groups.into_iter();
    Ok(StaffingGroupAllocations {
        staffing_group_allocations: groups
            .map(|group| StaffingGroupAllocation {
                staffing_group: group.name,
                planning_group_allocations: group.planning_group_allocations,
            })
            .collect(),
        version: plan.version,
    })
}

/// Gives teams of a plan that is still at `version` other contacts; teams that are not named keep theirs.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] for a team there is not, and for a plan that would not add
/// up.
pub fn replace_allocations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    allocations: Vec<StaffingGroupAllocation>,
) -> Result<StaffingGroupAllocations, Failure> {
    let mut plan = find_capacity_plan(conn, scope, place)?.plan;
    let mut faults = Faults::default();
    for (index, given) in allocations.into_iter().enumerate() {
        let mut groups = plan.staffing_groups.iter_mut();
        match groups.find(|group| group.name == given.staffing_group) {
            Some(group) => group.planning_group_allocations = given.planning_group_allocations,
            None => faults.require(
                false,
                format!("/staffingGroupAllocations/{index}/staffingGroup"),
                "not-found",
                "name a staffing group of the plan",
            ),
        }
    }
    faults.into_result()?;
    replace_capacity_plan(conn, scope, place, version, &plan)?;
    find_allocations(conn, scope, place)
}
