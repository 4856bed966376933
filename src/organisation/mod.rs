//! The centre: business units, management units, teams, agents, skills, queues, planning groups, service goals,
//! activity codes, work plans, and the special days of their calendars.
//!
//! A resource is what was sent (`NewQueue`), stored under an id with a version ([`Stored`]): `Queue` is
//! `Stored<NewQueue>` and its values are reached directly, as `queue.name`.

mod access;
mod activity_codes;
mod agent_names;
mod agent_preferences;
mod agents;
mod agents_csv;
mod break_limits;
mod business_units;
mod capability;
#[cfg(test)]
mod fuzz;
mod labour_law;
mod management_units;
mod periods;
mod planning_groups;
mod queues;
mod resource;
pub mod routes;
mod rules;
mod service_goal_templates;
mod skills;
mod slots;
mod special_days;
mod store;
mod teams;
#[cfg(test)]
mod testing;
mod week_grid;
mod wire;
mod work_plans;

pub use access::{
    agents_within_access, covered_units, require_agent_within_access, require_queue_within_access,
};
pub use activity_codes::{
    ActivityCategory, ActivityCode, NewActivityCode, create_activity_code, find_activity_code,
    list_activity_codes,
};
pub use agent_names::{AgentNames, AgentPlace, agents_named, places_of_agents};
pub use agent_preferences::{
    AgentPreferences, AgentWish, ColleagueWish, DaySelection, KnownAgentPreferences, WishKind,
    find_agent_preferences, preferences_of_agents, replace_agent_preferences,
};
pub use agents::{
    Agent, AgentSkill, NewAgent, agents_of_business_unit, agents_of_management_unit,
    business_unit_of_agent, create_agent, find_agent,
};
pub use agents_csv::{
    AgentImport, AgentLines, RejectedCell, export_agents, formula_guarded, formula_unguarded,
    import_agents,
};
pub use break_limits::BreakLimit;
pub use business_units::{
    BusinessUnit, NewBusinessUnit, create_business_unit, find_business_unit, list_business_units,
    lock_business_unit,
};
pub use capability::{can_serve, skills_suffice};
pub use labour_law::{LabourLaw, OvertimeAgreement};
pub use management_units::{
    ManagementUnit, NewManagementUnit, create_management_unit, find_management_unit,
    list_management_units,
};
pub use periods::{month_of, week_of};
pub use planning_groups::{
    NewPlanningGroup, PlanningGroup, RoutePath, StaffingMethod, create_planning_group,
    find_planning_group, list_planning_groups,
};
pub use queues::{Channel, NewQueue, Queue, create_queue, find_queue, list_queues};
pub use resource::Stored;
pub use service_goal_templates::{
    AverageSpeedOfAnswerGoal, NewServiceGoalTemplate, PercentCeiling, ServiceGoalTemplate,
    ServiceLevelGoal, create_service_goal_template, find_service_goal_template,
};
pub use skills::{NewSkill, Skill, create_skill, list_skills};
pub use slots::{Slots, weekday};
pub use special_days::{
    DayKind, KnownSpecialDay, NewSpecialDay, ShippedCalendar, ShippedYears, SpecialDayChanges,
    SpecialDayUpload, add_special_day, calendar_of, delete_special_day, find_special_days,
    public_holidays, shipped_calendars, take_over_shipped_calendar, upload_special_days,
};
pub use teams::{NewTeam, Team, create_team, find_team, list_teams};
pub use week_grid::{GridDay, WeekGrid, midnight};
pub use work_plans::{
    DayWindow, ForbiddenSuccession, NewWorkPlan, RotationDay, RotationWeek, RuleLimit, RuleWanted,
    ShiftCount, SplitGap, WorkPlan, WorkPlanActivity, WorkPlanRotation, WorkPlanRules,
    WorkPlanShift, WorkPlanValidation, create_work_plan, find_work_plan, validate_work_plan,
    validate_work_plan_rules, work_plans_of_business_unit,
};
