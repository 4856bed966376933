//! Work plans: an agent's contract and rules.

mod plan;
mod rules;
mod terms;
mod validate;
mod week;

pub use plan::{
    NewWorkPlan, WorkPlan, create_work_plan, find_work_plan, work_plans_of_business_unit,
};
pub use rules::{DayWindow, ForbiddenSuccession, RuleLimit, RuleWanted, WorkPlanRules};
pub use terms::{WorkPlanActivity, WorkPlanShift};
pub use validate::{WorkPlanValidation, validate_work_plan, validate_work_plan_rules};
