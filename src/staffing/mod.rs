//! Staffing: how many agents a forecast takes, what any number of agents gives, and the daily table of both.
//!
//! The mathematics is [`crewcast_forecasts::requirement`]; here it meets planning groups, their goals and shrinkage.

mod calculate;
mod day_totals;
mod goals;
mod interval_service;
mod prediction;
mod requirement;
pub mod routes;
mod skill_groups;
#[cfg(test)]
mod tests;

pub use calculate::{
    AtMostPercent, AtMostSeconds, GoalsToMeet, IntervalRequirement, IntervalToStaff, PercentWithin,
    calculate_requirement,
};
pub use day_totals::{DayTotals, StaffedGroup, day_totals};
pub use goals::{RequirementMessage, StaffingGoals};
pub use interval_service::{Heads, IntervalService, ServiceStatus, service_of_interval};
pub use prediction::predict_service;
pub use requirement::{
    Derived, GroupRequirement, StaffingRequirement, requirement_of_forecast, staffing_requirement,
};
pub use skill_groups::{
    AbandonRateAtMost, AnsweredWithin, QueueGoals, QueueService, QueueToStaff, RoutingRule,
    SkillGroupMessage, SkillGroupStaffing, SkillGroupToStaff, SkillGroupsStaffing,
    SkillGroupsToStaff, StaffingCut, StaffingCutGain, calculate_skill_groups,
};
