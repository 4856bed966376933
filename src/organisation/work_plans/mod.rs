//! Work plans: an agent's contract and rules.

mod plan;
mod rotation;
mod rules;
mod shift_counts;
mod spacing;
mod split;
mod terms;
mod validate;
mod week;

pub use plan::{
    NewWorkPlan, WorkPlan, create_work_plan, find_work_plan, work_plans_of_business_unit,
};
pub(super) use rotation::MOST_WEEKS as MOST_ROTATION_WEEKS;
pub use rotation::{RotationDay, RotationWeek, WorkPlanRotation};
pub use rules::{DayWindow, ForbiddenSuccession, RuleLimit, RuleWanted, WorkPlanRules};
pub use shift_counts::ShiftCount;
pub use split::SplitGap;
pub use terms::{WorkPlanActivity, WorkPlanShift};
pub use validate::{WorkPlanValidation, validate_work_plan, validate_work_plan_rules};
