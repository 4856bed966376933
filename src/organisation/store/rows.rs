//! The tables' rows, and the two readings that go from a business unit through its management units.

use diesel::prelude::*;

use crate::db::schema::organisation::{
    activity_codes, agents, business_units, management_units, planning_groups, queues,
    service_goal_templates, skills, teams, work_plans,
};
use crate::db::{Conn, DbError, record};
use crate::each;

record!(pub(in crate::organisation) BusinessUnitRow of business_units under tenant_id {
    name: String,
    time_zone: String,
    start_day_of_week: String,
    interval_length_minutes: i32,
    region: Option<String>,
});

record!(pub(in crate::organisation) ManagementUnitRow of management_units under business_unit_id {
    business_unit_id: String,
    name: String,
    labour_law: Option<String>,
});

record!(pub(in crate::organisation) TeamRow of teams under management_unit_id {
    management_unit_id: String,
    name: String,
});

record!(pub(in crate::organisation) SkillRow of skills under tenant_id {
    name: String,
});

record!(pub(in crate::organisation) QueueRow of queues under business_unit_id {
    business_unit_id: String,
    name: String,
    channel: String,
    external_id: Option<String>,
});

record!(pub(in crate::organisation) ServiceGoalTemplateRow of service_goal_templates under business_unit_id {
    business_unit_id: String,
    name: String,
    goals: String,
});

record!(pub(in crate::organisation) PlanningGroupRow of planning_groups under business_unit_id {
    business_unit_id: String,
    name: String,
    route_paths: String,
    service_goal_template_id: String,
    shrinkage_percent: String,
    default_average_handle_time_seconds: Option<f64>,
    average_patience_seconds: Option<f64>,
    staffing_method: String,
    staffing_probability_percent: Option<f64>,
    break_limits: Option<String>,
});

record!(pub(in crate::organisation) ActivityCodeRow of activity_codes under business_unit_id {
    business_unit_id: String,
    name: String,
    category: String,
    active: bool,
    length_in_minutes: i32,
    counts_as_paid_time: bool,
    counts_as_work_time: bool,
    counts_toward_shrinkage: bool,
    planned_shrinkage: bool,
    interruptible: bool,
    agent_time_off_selectable: bool,
});

record!(pub(in crate::organisation) WorkPlanRow of work_plans under management_unit_id {
    management_unit_id: String,
    name: String,
    rules: String,
});

record!(pub(in crate::organisation) AgentRow of agents under management_unit_id {
    management_unit_id: String,
    name: String,
    external_id: Option<String>,
    team_id: Option<String>,
    work_plan_id: Option<String>,
    skills: String,
    active: bool,
    rotation_position: Option<i32>,
    hire_date: Option<String>,
});

macro_rules! of_business_unit {
    ($name:ident, $table:ident, $row:ident) => {
        pub(in crate::organisation) fn $name(
            conn: &mut Conn<'_>,
            tenant: &str,
            business_unit_id: &str,
        ) -> Result<Vec<$row>, DbError> {
            Ok(each!(conn, c => $table::table
                .inner_join(management_units::table.on(management_units::tenant_id
                    .eq($table::tenant_id)
                    .and(management_units::id.eq($table::management_unit_id))))
                .filter($table::tenant_id.eq(tenant))
                .filter(management_units::business_unit_id.eq(business_unit_id))
                .order($table::id)
                .select($row::as_select())
                .load(c))?)
        }
    };
}

of_business_unit!(agents_of_business_unit, agents, AgentRow);
of_business_unit!(work_plans_of_business_unit, work_plans, WorkPlanRow);
