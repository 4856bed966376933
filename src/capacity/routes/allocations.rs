//! `/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-group-allocations`.

use actix_web::{HttpResponse, get, put, web};
use serde::Deserialize;

use crate::capacity::{
    StaffingGroupAllocation, StaffingGroupAllocations, find_allocations, replace_allocations,
};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};

/// Which share of each planning group's contacts each staffing group takes.
#[utoipa::path(tag = "capacity plans", operation_id = "getCapacityPlanStaffingGroupAllocations",
    params(("businessUnitId" = String, Path), ("capacityPlanId" = String, Path)), responses(
    (status = 200, body = StaffingGroupAllocations), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-group-allocations"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| find_allocations(conn, scope, (&unit, &id)))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Other shares.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewStaffingGroupAllocations {
    /// Staffing groups of the plan; those that are not named keep theirs.
    staffing_group_allocations: Vec<StaffingGroupAllocation>,
}

/// Gives staffing groups other shares; every planning group's must add up to 100 percent.
#[utoipa::path(tag = "capacity plans", operation_id = "updateCapacityPlanStaffingGroupAllocations",
    request_body = NewStaffingGroupAllocations,
    params(("businessUnitId" = String, Path), ("capacityPlanId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = StaffingGroupAllocations), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put(
    "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-group-allocations"
)]
pub(super) async fn put(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(body): Body<NewStaffingGroupAllocations>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let given = body.staffing_group_allocations;
    let kept = context
        .write(move |conn, scope| replace_allocations(conn, scope, (&unit, &id), version, given))
        .await?;
    Ok(versioned(kept.version, &kept))
}
