//! Keeping plans.

use super::plan::{ActivityPlan, NewActivityPlan};
use super::store::PlanRow;
use crate::db::{Conn, Record};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::records;
use crate::tenancy::{Scope, new_id};

const KIND: &str = "activity plan";

fn of_row(row: PlanRow) -> Result<ActivityPlan, Failure> {
    Ok(ActivityPlan {
        plan: documents::read(KIND, &row.id, &row.plan)?,
        id: row.id,
        business_unit_id: row.business_unit_id,
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
        plan: documents::write(plan)?,
        version: 1,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    PlanRow::insert(conn, std::slice::from_ref(&row))?;
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
    records::find(conn, scope, KIND, Some(business_unit_id), id).and_then(of_row)
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
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    records::page(conn, scope, Some(&unit.id), page, of_row)
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
    let row: PlanRow = records::find(conn, scope, KIND, Some(place.0), place.1)?;
    records::expect_version(&row, version)?;
    plan.check(conn, scope, place.0)?;
    let row = PlanRow {
        plan: documents::write(plan)?,
        version: version + 1,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
        ..row
    };
    records::replace(conn, scope, KIND, &row, version)?;
    of_row(row)
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
    records::delete::<PlanRow>(conn, scope, KIND, Some(place.0), place.1)
}
