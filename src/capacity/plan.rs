//! What a capacity plan says.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::staffing_groups::StaffingGroup;
use crate::db::Instant;

/// Two years.
pub(super) const MOST_WEEKS: u32 = 104;

/// A plan to be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCapacityPlan {
    /// For people to read.
    pub name: String,
    /// The planner's words.
    #[serde(default)]
    pub description: String,
    /// The forecast whose first week of 168 hours is the representative week: how contacts and handle times lie over it.
    pub short_term_forecast_id: String,
    /// First day, on the business unit's first day of the week.
    pub start_business_unit_date: NaiveDate,
    /// Weeks planned, 1 to 104; 52 when left out.
    #[serde(default = "a_year")]
    #[schema(minimum = 1, maximum = 104)]
    pub week_count: u32,
    /// Paid hours of a full-time equivalent's week: above 0, at most 168.
    pub full_time_equivalent_weekly_hours: f64,
    /// Share of rostered time on the queue that falls where it is needed, percent: above 0, at most 100, which is meant when
    /// left out. Shifts are longer than peaks, so that no roster reaches 100; take it from a roster of a usual week.
    #[serde(default = "all_of_it")]
    pub scheduling_efficiency_percent: f64,
    /// Paid time away from work; each planning group's own when left out.
    #[serde(default)]
    pub shrinkage: Option<PlanShrinkage>,
    /// Volumes that are given; those of other planning groups are forecast from their history.
    #[serde(default)]
    pub volumes: Vec<ImportedVolume>,
    /// How handle times depart from the representative week's.
    #[serde(default)]
    pub handle_times: Vec<HandleTimeChange>,
    /// What volumes may do, at most 10; one named `base` that changes nothing when left out.
    #[serde(default = "base_alone")]
    pub volume_scenarios: Vec<VolumeScenario>,
    /// Who takes the contacts, 1 to 50.
    pub staffing_groups: Vec<StaffingGroup>,
    /// Prices; those of hours and lost contacts that are left out are the business unit's cost rates of the first day.
    #[serde(default)]
    pub money: CapacityMoney,
    /// What hiring may do.
    #[serde(default)]
    pub hiring: HiringLimits,
}

const fn a_year() -> u32 {
    52
}

const fn all_of_it() -> f64 {
    100.0
}

fn base_alone() -> Vec<VolumeScenario> {
    vec![VolumeScenario {
        name: "base".to_owned(),
        ..VolumeScenario::default()
    }]
}

/// Paid time away from work, percent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanShrinkage {
    /// Leave, training, meetings: known when rosters are made.
    pub planned_percent: f64,
    /// Sickness and other absence. Both together are less than 100.
    pub unplanned_percent: f64,
    /// Months that are otherwise.
    #[serde(default)]
    pub months: Vec<ShrinkageOfMonth>,
}

/// A month's paid time away from work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShrinkageOfMonth {
    /// yyyy-MM; a week is in the month of its first day.
    pub month: String,
    /// Known when rosters are made.
    pub planned_percent: f64,
    /// Sickness and other absence.
    pub unplanned_percent: f64,
}

/// A planning group's volumes as they are given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportedVolume {
    /// The planning group.
    pub planning_group_id: String,
    /// Weeks; they go before months.
    #[serde(default)]
    pub weeks: Vec<ImportedWeek>,
    /// Months, whose days are given their share by the weekdays of the representative week.
    #[serde(default)]
    pub months: Vec<ImportedMonth>,
    /// Standard deviation of what will come around it, percent: 0 to 100; 0, which is to be certain, when left out.
    #[serde(default)]
    pub spread_percent: f64,
}

/// A week's contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportedWeek {
    /// Its first day, one of the plan's.
    pub week_date: NaiveDate,
    /// Contacts offered.
    pub offered: f64,
}

/// A month's contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportedMonth {
    /// yyyy-MM.
    pub month: String,
    /// Contacts offered in all of it.
    pub offered: f64,
}

/// Handle times from a day on, until the next such change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandleTimeChange {
    /// The planning group; all when left out. Where a day has both, the planning group's own counts.
    #[serde(default)]
    pub planning_group_id: Option<String>,
    /// From the week that holds this day on.
    pub from_date: NaiveDate,
    /// Against the representative week: above −100, at most 500.
    pub change_percent: f64,
}

/// One way volumes may go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeScenario {
    /// Unique in the plan.
    pub name: String,
    /// All volumes changed at once, percent: above −100, at most 500.
    #[serde(default)]
    pub volume_change_percent: f64,
    /// Growth beyond what the volumes already hold, percent a year, compounding from the first week: above −100, at most 500.
    #[serde(default)]
    pub annual_growth_percent: f64,
    /// Handle times changed, percent: above −100, at most 500.
    #[serde(default)]
    pub average_handle_time_change_percent: f64,
}

/// Prices, all in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CapacityMoney {
    /// A paid hour; the business unit's cost rate when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_paid_hour: Option<f64>,
    /// An hour of overtime costs so many paid ones: 1 to 10; the cost rate when left out, 1.5 where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10)]
    pub overtime_multiplier: Option<f64>,
    /// A contact that is lost; the cost rate of its planning group when left out, 0 where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_lost_contact: Option<f64>,
    /// Finding and engaging somebody; 0 when left out.
    #[serde(default)]
    pub cost_of_hire: f64,
    /// A week of somebody's training, beside their wage; 0 when left out.
    #[serde(default)]
    pub cost_of_training_week: f64,
}

/// What hiring may do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct HiringLimits {
    /// Weeks from a decision until a class can begin: the plan's first so many weeks have none; 4 when left out.
    #[schema(maximum = 104)]
    pub lead_time_weeks: u32,
    /// Smallest class; 1 when left out.
    #[schema(minimum = 1, maximum = 1000)]
    pub minimum_class_size: u32,
    /// Largest class; 20 when left out.
    #[schema(minimum = 1, maximum = 1000)]
    pub maximum_class_size: u32,
    /// Most hires whose training begins in a calendar month; no limit when left out.
    pub maximum_hires_per_month: Option<u32>,
    /// What a class costs whatever its size: trainer, room; 0 when left out.
    pub cost_of_class: f64,
    /// Overtime that can be had, percent of the planned full-time equivalents: 0 to 50; 5 when left out.
    #[schema(minimum = 0, maximum = 50)]
    pub maximum_overtime_percent: f64,
    /// Close the gap of volumes that are not exceeded with this probability, percent: above 0, below 100. The expected volumes'
    /// gap when left out.
    pub staffing_probability_percent: Option<f64>,
    /// What a full-time equivalent missing for a week is taken to cost when hires are advised; 100 times its wage when left
    /// out, which closes every gap that can be closed.
    pub cost_of_short_week: Option<f64>,
}

impl Default for HiringLimits {
    fn default() -> Self {
        Self {
            lead_time_weeks: 4,
            minimum_class_size: 1,
            maximum_class_size: 20,
            maximum_hires_per_month: None,
            cost_of_class: 0.0,
            maximum_overtime_percent: 5.0,
            staffing_probability_percent: None,
            cost_of_short_week: None,
        }
    }
}

/// A plan that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityPlan {
    /// Its id.
    pub id: String,
    /// Whose.
    pub business_unit_id: String,
    /// What it says.
    #[serde(flatten)]
    pub plan: NewCapacityPlan,
    /// The last day of its weeks.
    pub end_business_unit_date: NaiveDate,
    /// Send it as If-Match.
    pub version: i32,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// Who changed it last.
    pub modified_by: String,
    /// When.
    pub modified_at: Instant,
}

impl NewCapacityPlan {
    /// First days of the weeks.
    pub(super) fn week_dates(&self) -> Vec<NaiveDate> {
        let days = self.start_business_unit_date.iter_days();
        days.step_by(7).take(self.week_count as usize).collect()
    }

    /// The last day of the last week.
    pub(super) fn end_date(&self) -> NaiveDate {
        let days = u64::from(self.week_count) * 7;
        let end = self
            .start_business_unit_date
            .checked_add_days(Days::new(days.saturating_sub(1)));
        end.unwrap_or(NaiveDate::MAX)
    }

    /// What handle times of a planning group are multiplied by in the week from `start`.
    pub(super) fn handle_time_factor(&self, planning_group_id: &str, start: NaiveDate) -> f64 {
        let last_day = start.checked_add_days(Days::new(6)).unwrap_or(start);
        let its = |change: &&HandleTimeChange| {
            let group = change.planning_group_id.as_deref();
            change.from_date <= last_day && group.is_none_or(|group| group == planning_group_id)
        };
        let latest = self
            .handle_times
            .iter()
            .filter(its)
            .max_by_key(|change| (change.from_date, change.planning_group_id.is_some()));
        latest.map_or(1.0, |change| 1.0 + change.change_percent / 100.0)
    }
}
