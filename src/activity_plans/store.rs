//! Rows of activity plans.

use diesel::prelude::*;

use crate::db::record;
use crate::db::schema::activity_plans::activity_plans;

record!(pub(super) PlanRow of activity_plans under business_unit_id {
    business_unit_id: String,
    plan: String,
    created_by: String,
    modified_by: String,
});
