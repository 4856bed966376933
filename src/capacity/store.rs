//! Rows of capacity plans. What a plan comes to stands beside it and is read and written apart.

use diesel::prelude::*;

use crate::db::schema::capacity::capacity_plans;
use crate::db::{Conn, DbError, record};
use crate::each;

record!(pub(super) PlanRow of capacity_plans under business_unit_id {
    business_unit_id: String,
    plan: String,
    created_by: String,
    modified_by: String,
});

/// What a plan comes to, if that was generated.
pub(super) fn requirement(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    let found = each!(conn, c => capacity_plans::table
        .find((tenant, id))
        .select(capacity_plans::requirement)
        .first::<Option<String>>(c)
        .optional())?;
    Ok(found.flatten())
}

/// Keeps what a plan comes to; `false` when the plan is gone. The plan's version stays: nothing a planner wrote changes.
pub(super) fn write_requirement(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    requirement: &str,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(capacity_plans::table.find((tenant, id)))
        .set(capacity_plans::requirement.eq(Some(requirement)))
        .execute(c))?;
    Ok(changed == 1)
}
