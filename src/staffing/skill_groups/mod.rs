//! Staffing of skill groups: agents of each group so that every queue meets its goals at the least cost.
//!
//! [`crewcast_solver::skill_groups`] searches; here it meets contacts, handle times and patience. `floors` says what is
//! known of any staffing from Erlang C and A, `simulated` judges a staffing by [`crewcast_forecasts::simulation`],
//! `answer` tells the result in the planner's words.

mod answer;
mod busy_agents;
mod calculate;
mod floors;
mod request;
mod simulated;
mod stated;

#[cfg(test)]
mod n_design;
#[cfg(test)]
mod tests;

pub use answer::{
    QueueService, SkillGroupMessage, SkillGroupStaffing, SkillGroupsStaffing, StaffingCut,
    StaffingCutGain,
};
pub use calculate::calculate_skill_groups;
pub use request::{
    AbandonRateAtMost, AnsweredWithin, QueueGoals, QueueToStaff, RoutingRule, SkillGroupToStaff,
    SkillGroupsToStaff,
};
