//! What is asked: days and slots, demand by group, agents, work plans; and the shape of an answer, a [`Line`] an agent.
//!
//! Slots are counted from the start of the horizon in elapsed time, so that a day of 23 or 25 hours is just a day with
//! fewer or more slots; [`Day::slot_at`] maps a local time of day to its slot. Everything a plan says in minutes must
//! fall on the slot grid: [`planning_grain_minutes`] gives the coarsest grid that fits.

mod agent;
mod colleagues;
mod day;
mod demand;
mod line;
mod plan_rules;
mod price;
mod problem_error;
mod request;
mod statement;
mod validate;
mod validate_rules;
mod work_plan;

pub use agent::{Agent, SlotRange, WorkedBefore};
pub(crate) use colleagues::{ColleaguePair, colleague_pairs};
pub use day::{ClockChange, Day, Weekday};
pub use demand::{BreakLimit, CostStep, DemandGroup, ShiftDemand};
pub use line::{Line, PlacedActivity, Shift};
pub use plan_rules::{
    DayWindow, ForbiddenSuccession, Limit, PlanRules, RotationDay, RotationWeek, Strictness,
    TemplateCount,
};
pub use price::{NotAPrice, Price};
pub use problem_error::ProblemError;
pub use request::{ColleagueWish, LockedShift, Request, Wish};
pub use statement::{Limits, Problem};
pub(crate) use work_plan::gcd;
pub use work_plan::{
    ActivityTemplate, ShiftTemplate, SplitShift, WorkPlan, planning_grain_minutes,
};

/// Position of an agent in [`Problem::agents`].
pub type AgentIndex = usize;
/// Position of a day in [`Problem::days`].
pub type DayIndex = usize;
/// Position of a demand group in [`Problem::groups`].
pub type GroupIndex = usize;
/// Position of a work plan in [`Problem::plans`].
pub type PlanIndex = usize;
/// A slot counted from the horizon's start; slots past the horizon are allowed where a shift runs over its end.
pub type Slot = usize;
