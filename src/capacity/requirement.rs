//! What a plan comes to, as it is kept and shown.

use chrono::NaiveDate;
use crewcast_forecasts::capacity::WeekCost;
use serde::{Deserialize, Serialize};

use super::inputs::VolumeSource;
use super::keep::find_capacity_plan;
use super::store;
use crate::cost_rates::{UsedPrice, UsedPrices};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// What a plan comes to. Lists have one value a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityPlanRequirement {
    /// The plan.
    pub capacity_plan_id: String,
    /// The plan's version that it was made from; the plan has changed since when its own is another.
    pub plan_version: i32,
    /// The run that made it.
    pub run_id: String,
    /// When.
    pub created_at: Instant,
    /// SHA-256 of plan, prices, volumes, representative weeks and goals: equal hashes and seeds mean equal figures.
    pub input_hash: String,
    /// The seed of everything random.
    pub seed: u64,
    /// Futures drawn for every spread and probability.
    pub paths: u32,
    /// The program that made it.
    pub program_version: String,
    /// The prices that money was reckoned with; absent where an older version generated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<UsedPrices>,
    /// First days of the weeks.
    pub week_dates: Vec<NaiveDate>,
    /// One entry a volume scenario, in the plan's order.
    pub scenarios: Vec<ScenarioRequirement>,
}

/// What a plan comes to under one volume scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioRequirement {
    /// The scenario's name.
    pub name: String,
    /// What comes, by planning group.
    pub planning_groups: Vec<PlanningGroupWeeks>,
    /// Heads, by staffing group in the plan's order.
    pub staffing_groups: Vec<StaffingGroupRequirement>,
    /// The whole plan's cost as it is planned.
    pub cost: CapacityCost,
    /// The same with the hires that are advised.
    pub cost_with_advice: CapacityCost,
}

/// A planning group's weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanningGroupWeeks {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Where its volumes come from.
    pub source: VolumeSource,
    /// Contacts to expect.
    pub offered_per_week: Vec<f64>,
    /// Exceeded nine times in ten.
    #[serde(rename = "offeredPerWeekP10")]
    pub offered_per_week_p10: Vec<f64>,
    /// Exceeded once in ten.
    #[serde(rename = "offeredPerWeekP90")]
    pub offered_per_week_p90: Vec<f64>,
    /// Mean handle time of the week's contacts.
    pub average_handle_time_seconds_per_week: Vec<f64>,
    /// Agent-hours at work that the goals take, by the requirement of every interval.
    pub required_hours_per_week: Vec<f64>,
    /// Agent-hours that the contacts alone would fill.
    pub workload_hours_per_week: Vec<f64>,
    /// Contacts that are lost with the heads that are planned.
    pub lost_contacts_per_week: Vec<f64>,
    /// What one of them was taken to cost; absent where an older version generated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_lost_contact: Option<UsedPrice>,
}

/// A staffing group's weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingGroupRequirement {
    /// The staffing group's name.
    pub staffing_group: String,
    /// Heads.
    pub metrics: CapacityPlanMetricsSummary,
    /// How sure the gap is.
    pub gap: CapacityGap,
    /// Wages, overtime, hiring and training as planned; lost contacts are told for the whole plan.
    pub cost: CapacityCost,
    /// When to hire how many.
    pub advice: HiringPlan,
}

/// Heads in full-time equivalents, one value a week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityPlanMetricsSummary {
    /// Needed for the expected volume.
    pub required_staff_full_time_equivalent_count: Vec<f64>,
    /// On the queue: those who are there less training and ramp-up, and extra time.
    pub planned_full_time_equivalent_count: Vec<f64>,
    /// Planned less required.
    pub staffing_over_under_full_time_equivalent_count: Vec<f64>,
    /// There when the week starts.
    pub starting_full_time_equivalent_count: Vec<f64>,
    /// Leave at its end.
    pub attrition_full_time_equivalent_count: Vec<f64>,
    /// Percent that leaves within a year at this rate.
    pub attrition_percentage: Vec<f64>,
    /// Training begins.
    pub new_hire_full_time_equivalent_count: Vec<f64>,
    /// From other teams, or to them below 0.
    pub transfers_full_time_equivalent_count: Vec<f64>,
    /// Overtime, or time off below 0.
    pub extra_time_under_time_full_time_equivalent_count: Vec<f64>,
    /// In training.
    pub training_full_time_equivalent_count: Vec<f64>,
    /// Missing to whole heads while newcomers learn.
    pub ramp_up_loss_full_time_equivalent_count: Vec<f64>,
    /// Of those planned, paid and away from work.
    pub shrinkage_full_time_equivalent_count: Vec<f64>,
    /// Paid time away from work, percent.
    pub shrinkage_percentage: Vec<f64>,
    /// Of those planned, at work.
    pub net_full_time_equivalent_count: Vec<f64>,
    /// Planned in the last week that begins in each calendar month, one value a month.
    pub end_of_month_planned_full_time_equivalent_count: Vec<f64>,
}

/// Planned less required as volumes and leavers may fall out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityGap {
    /// One future in ten is below.
    #[serde(rename = "staffingOverUnderFullTimeEquivalentCountP10")]
    pub p10: Vec<f64>,
    /// The median.
    #[serde(rename = "staffingOverUnderFullTimeEquivalentCountP50")]
    pub p50: Vec<f64>,
    /// One future in ten is above.
    #[serde(rename = "staffingOverUnderFullTimeEquivalentCountP90")]
    pub p90: Vec<f64>,
    /// Share of futures in which the week is staffed.
    pub probability_of_being_staffed: Vec<f64>,
    /// Share of futures in which every week is.
    pub probability_of_every_week_being_staffed: f64,
}

/// Money over all weeks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityCost {
    /// Paid hours, training included, without overtime.
    pub wages: f64,
    /// Overtime.
    pub overtime: f64,
    /// Hires and classes.
    pub hiring: f64,
    /// Training beside wages.
    pub training: f64,
    /// Contacts that are lost.
    pub lost_contacts: f64,
    /// All of it.
    pub total: f64,
}

impl From<WeekCost> for CapacityCost {
    fn from(cost: WeekCost) -> Self {
        Self {
            wages: cost.wages,
            overtime: cost.overtime,
            hiring: cost.hiring,
            training: cost.training,
            lost_contacts: cost.lost_contacts,
            total: cost.total(),
        }
    }
}

/// When to hire how many, at the least cost that closes the gap as far as it can be closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HiringPlan {
    /// Classes, beside those that are planned.
    pub classes: Vec<HiringClass>,
    /// People in all of them.
    pub hires: u32,
    /// Overtime that bridges, one value a week.
    pub overtime_full_time_equivalent_count: Vec<f64>,
    /// What stays missing whatever is hired: the lead time, or the limits, leave it.
    pub shortage_full_time_equivalent_count: Vec<f64>,
    /// What was minimised: hires with their wages and training over the plan, overtime, and shortage at its price.
    pub objective: f64,
    /// No plan of hires costs less.
    pub bound: f64,
    /// Share of the objective that might still be saved.
    pub relative_gap: f64,
    /// The price of a full-time equivalent missing for a week that it was made with.
    pub cost_of_short_week: f64,
    /// Planned less required with the advised hires and overtime, one value a week.
    pub staffing_over_under_full_time_equivalent_count: Vec<f64>,
    /// How sure that gap is.
    pub gap: CapacityGap,
}

/// A class to be hired.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HiringClass {
    /// Its training begins.
    pub week_date: NaiveDate,
    /// The last week in which it can be decided on: the lead time before.
    pub decide_by: NaiveDate,
    /// People.
    pub full_time_equivalent_count: u32,
}

/// What a plan comes to.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::NotMadeYet`] `not-generated`.
pub fn find_requirement(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<CapacityPlanRequirement, Failure> {
    let plan = find_capacity_plan(conn, scope, place)?;
    let text = store::requirement(conn, scope.tenant(), &plan.id)?;
    let text = text.ok_or_else(|| Failure::NotMadeYet {
        code: "not-generated",
        detail: format!(
            "the requirement of capacity plan {} was not generated yet; POST to its requirement/generate",
            plan.id
        ),
    })?;
    Ok(documents::read("capacity plan", &plan.id, &text)?)
}
