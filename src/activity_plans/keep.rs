//! Keeping plans.

use super::plan::{ActivityPlan, NewActivityPlan};
use super::store::{self, PlanRow};
use crate::db::{Conn, DbError};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::tenancy::{Scope, new_id};

fn write(plan: &NewActivityPlan) -> Result<String, Failure> {
    serde_json::to_string(plan).map_err(|error| Failure::Internal(error.to_string()))
}

fn of_row(row: PlanRow) -> Result<ActivityPlan, Failure> {
    let plan = serde_json::from_str(&row.plan).map_err(|error| DbError::Corrupt {
        what: "activity plan",
        id: row.id.clone(),
        reason: error.to_string(),
    })?;
    Ok(ActivityPlan {
        id: row.id,
        business_unit_id: row.business_unit_id,
        plan,
        version: row.version,
        created_by: row.created_by,
        created_at: row.created_at,
        modified_by: row.modified_by,
        modified_at: row.modified_at,
    })
}

/// Keeps a plan.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`].
pub fn create_activity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    plan: &NewActivityPlan,
) -> Result<ActivityPlan, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    plan.check(conn, scope, &unit.id)?;
    let row = PlanRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.id,
        plan: write(plan)?,
        version: 1,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    store::insert(conn, &row)?;
    of_row(row)
}

/// One plan.
///
/// # Errors
/// [`Failure::NotFound`], also for another business unit's.
pub fn find_activity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<ActivityPlan, Failure> {
    let row = store::find(conn, scope.tenant(), id)?;
    let row = row.filter(|row| row.business_unit_id == business_unit_id);
    of_row(row.ok_or_else(|| Failure::not_found("activity plan", id))?)
}

/// Plans of a business unit, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page that cannot be.
pub fn list_activity_plans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    page: &PageParams,
) -> Result<Page<ActivityPlan>, Failure> {
    let (size, after) = page.bounds()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let rows = store::page(conn, scope.tenant(), &unit.id, &after, size + 1)?;
    let plans = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
    Ok(Page::of(plans, size, |plan: &ActivityPlan| &plan.id))
}

/// Overwrites a plan that is still at `version`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`].
pub fn replace_activity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    plan: &NewActivityPlan,
) -> Result<ActivityPlan, Failure> {
    let known = find_activity_plan(conn, scope, place)?;
    plan.check(conn, scope, place.0)?;
    let by = (scope.actor.subject.as_str(), scope.now);
    let id = (scope.tenant(), place.1);
    if !store::replace(conn, id, version, &write(plan)?, by)? {
        return Err(Failure::Stale {
            yours: version,
            current: known.version,
        });
    }
    find_activity_plan(conn, scope, place)
}

/// Deletes a plan; what it has placed stays.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_activity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<(), Failure> {
    let known = find_activity_plan(conn, scope, place)?;
    if store::delete(conn, scope.tenant(), &known.id)? {
        Ok(())
    } else {
        Err(Failure::not_found("activity plan", known.id))
    }
}
