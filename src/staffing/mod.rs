//! Staffing: how many agents a forecast takes, what any number of agents gives, and the daily table of both.
//!
//! The mathematics is [`crewcast_forecasts::requirement`] and [`crewcast_forecasts::transient`]; here it meets planning
//! groups, their goals and shrinkage.

mod calculate;
mod calculate_batch;
mod calculate_day;
mod carry_over;
mod comparison;
mod day_probability;
mod day_totals;
mod derivation;
mod forecast_spread;
mod goals;
mod goals_to_meet;
mod group_requirement;
mod group_to_staff;
mod heads_of_forecast;
mod interval_service;
mod intervals_to_staff;
mod met;
mod one_or_each;
mod prediction;
mod refusals;
mod requirement;
pub mod routes;
mod skill_groups;
#[cfg(test)]
mod tests;
mod uncertainty;

pub use calculate::{IntervalRequirement, IntervalToStaff, QueueingModel, calculate_requirement};
pub use calculate_batch::{IntervalsToStaff, RequirementOfIntervals, calculate_requirements};
pub use calculate_day::{
    DayComparison, DayMethods, DayToStaff, DroppedCalls, Misled, ServiceOfDay, StaffedDay,
    calculate_day,
};
pub use comparison::{ComparedAgents, ServiceOfAgents};
pub use day_probability::DayProbability;
pub use day_totals::{DayTotals, StaffedGroup, day_totals};
pub use goals::{RequirementMessage, StaffingGoals};
pub use goals_to_meet::{AtMostPercent, AtMostSeconds, GoalsToMeet, PercentWithin};
pub use group_requirement::{GroupRequirement, RequiredHeads};
pub use group_to_staff::{GroupToStaff, groups_to_staff};
pub use heads_of_forecast::{GroupHeads, heads_of_forecast};
pub use interval_service::{Heads, IntervalService, ServiceStatus};
pub use one_or_each::OneOrEach;
pub use prediction::predict_service;
pub use requirement::{Derived, StaffingRequirement, staffing_requirement};
pub use skill_groups::{
    AbandonRateAtMost, AnsweredWithin, QueueGoals, QueueService, QueueToStaff, RoutingRule,
    SkillGroupMessage, SkillGroupStaffing, SkillGroupToStaff, SkillGroupsStaffing,
    SkillGroupsToStaff, StaffingCut, StaffingCutGain, calculate_skill_groups,
};
