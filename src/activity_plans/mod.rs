//! Activity plans: meetings and training put into the troughs of a schedule.
//!
//! A plan says what, how long, in which days and hours, and for whom ([`ActivityPlan`]). Run over a schedule it places the
//! activity in everybody's time on the queue, one agent at a time or a group together, where the fewest heads are missed
//! ([`plan_run`]); the placements are an edit of the schedule like any other.

mod coverage;
mod groups;
mod keep;
mod places;
mod plan;
pub mod routes;
mod run;
mod single;
mod store;

pub use keep::{
    create_activity_plan, delete_activity_plan, find_activity_plan, list_activity_plans,
    replace_activity_plan,
};
pub use plan::{
    ActivityPlan, ActivityPlanType, GroupSettings, NewActivityPlan, OptimizationObjective,
};
pub use run::{
    ActivityPlanRun, CoverageEffect, Placement, PlannedRun, RunActivityPlan, Unplaced, plan_run,
};
