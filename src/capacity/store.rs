//! Rows of capacity plans.

use diesel::prelude::*;

use crate::db::schema::capacity::capacity_plans as plans;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// A plan without what it comes to.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = plans)]
pub(super) struct PlanRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub plan: String,
    pub version: i32,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_by: String,
    pub modified_at: Instant,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &PlanRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(plans::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<PlanRow>, DbError> {
    Ok(each!(conn, c => plans::table
        .find((tenant, id))
        .select(PlanRow::as_select())
        .first(c)
        .optional())?)
}

/// Plans of a business unit by id, after the one of that id.
pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<PlanRow>, DbError> {
    Ok(each!(conn, c => plans::table
        .filter(plans::tenant_id.eq(tenant).and(plans::business_unit_id.eq(business_unit_id)))
        .filter(plans::id.gt(after))
        .order(plans::id)
        .limit(limit)
        .select(PlanRow::as_select())
        .load(c))?)
}

/// Overwrites a plan that is still at `version`; `false` when it is not any more.
pub(super) fn replace(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    version: i32,
    plan: &str,
    (by, at): (&str, Instant),
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(plans::table.find((tenant, id)))
        .filter(plans::version.eq(version))
        .set((
            plans::plan.eq(plan),
            plans::version.eq(version + 1),
            plans::modified_by.eq(by),
            plans::modified_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// `false` when there was none.
pub(super) fn delete(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(plans::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}

/// What a plan comes to, if that was generated.
pub(super) fn requirement(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    let found = each!(conn, c => plans::table
        .find((tenant, id))
        .select(plans::requirement)
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
    let changed = each!(conn, c => diesel::update(plans::table.find((tenant, id)))
        .set(plans::requirement.eq(Some(requirement)))
        .execute(c))?;
    Ok(changed == 1)
}
