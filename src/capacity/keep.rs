//! Keeping plans.

use super::plan::{CapacityPlan, NewCapacityPlan};
use super::store::PlanRow;
use crate::db::{Conn, Record};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::records;
use crate::tenancy::{Scope, new_id};

pub(super) const KIND: &str = "capacity plan";

fn of_row(row: PlanRow) -> Result<CapacityPlan, Failure> {
    let plan: NewCapacityPlan = documents::read(KIND, &row.id, &row.plan)?;
    Ok(CapacityPlan {
        id: row.id,
        business_unit_id: row.business_unit_id,
        end_business_unit_date: plan.end_date(),
        plan,
        version: row.version,
        created_by: row.created_by,
        created_at: row.created_at,
        modified_by: row.modified_by,
        modified_at: row.modified_at,
    })
}

/// Keeps a plan; nothing is computed yet.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit or the forecast; [`Failure::Invalid`] with a fault for everything that cannot
/// be.
pub fn create_capacity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    plan: &NewCapacityPlan,
) -> Result<CapacityPlan, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    plan.check(conn, scope, &unit)?;
    let row = PlanRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.id.clone(),
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
pub fn find_capacity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<CapacityPlan, Failure> {
    records::find(conn, scope, KIND, Some(business_unit_id), id).and_then(of_row)
}

/// Plans of a business unit, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page that cannot be.
pub fn list_capacity_plans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    page: &PageParams,
) -> Result<Page<CapacityPlan>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    records::page(conn, scope, Some(&unit.id), page, of_row)
}

/// Overwrites a plan that is still at `version`; what it came to stays until it is generated anew, and says of which version
/// it is.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`].
pub fn replace_capacity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    plan: &NewCapacityPlan,
) -> Result<CapacityPlan, Failure> {
    let row: PlanRow = records::find(conn, scope, KIND, Some(place.0), place.1)?;
    records::expect_version(&row, version)?;
    let unit = find_business_unit(conn, scope, place.0)?;
    plan.check(conn, scope, &unit)?;
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

/// Deletes a plan with what it came to.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_capacity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<(), Failure> {
    records::delete::<PlanRow>(conn, scope, KIND, Some(place.0), place.1)
}

/// Copies a plan under another name; what it came to is not copied.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for a name that cannot be, and where what the plan names is gone.
pub fn copy_capacity_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    name: Option<String>,
) -> Result<CapacityPlan, Failure> {
    let known = find_capacity_plan(conn, scope, place)?;
    let mut plan = known.plan;
    plan.name = name.unwrap_or_else(|| format!("{} (copy)", plan.name));
    create_capacity_plan(conn, scope, place.0, &plan)
}
