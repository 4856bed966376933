//! Capacity planning: the heads a business unit needs and has over one to two years, week by week.
//!
//! A plan ([`NewCapacityPlan`]) says which volumes to expect and under which scenarios, who is there, who comes and who leaves.
//! A run ([`run`]) turns it into required and planned full-time equivalents, the gap with its spread, money, and advice when to
//! hire how many. The mathematics is [`crewcast_forecasts::capacity`] and [`crewcast_solver::hiring`].

mod advice;
mod calculate;
mod check;
mod check_staffing_groups;
mod demand;
mod inputs;
mod keep;
mod metrics;
mod months;
mod plan;
mod prices;
mod requirement;
pub mod routes;
mod run;
mod staffing_groups;
mod store;
mod team;
#[cfg(test)]
mod tests;

pub use keep::{
    copy_capacity_plan, create_capacity_plan, delete_capacity_plan, find_capacity_plan,
    list_capacity_plans, replace_capacity_plan,
};
pub use metrics::{CapacityPlanMetric, CapacityPlanMetricKind};
pub use plan::{
    CapacityMoney, CapacityPlan, HandleTimeChange, HiringLimits, ImportedMonth, ImportedVolume,
    ImportedWeek, NewCapacityPlan, PlanShrinkage, ShrinkageOfMonth, VolumeScenario,
};
pub use requirement::{
    CapacityCost, CapacityGap, CapacityPlanMetricsSummary, CapacityPlanRequirement, HiringClass,
    HiringPlan, PlanningGroupWeeks, ScenarioRequirement, StaffingGroupRequirement,
    find_requirement,
};
pub use run::{GenerateRequirement, run, submit_requirement};
pub use staffing_groups::{
    AttritionByTenure, PlanningGroupAllocation, RampUpCurve, StaffingGroup,
    StaffingGroupAllocation, StaffingGroupAllocations, StartingFullTimeEquivalents,
    find_allocations, replace_allocations,
};

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "capacity-plan";
