//! `/management-units/{managementUnitId}/work-plans`.

use super::resource::nested_routes;

nested_routes!(
    under NewManagementUnit,
    "management-units",
    "work-plans",
    "/management-units/{managementUnitId}/work-plans",
    "/management-units/{managementUnitId}/work-plans/{workPlanId}",
    "managementUnitId",
    "workPlanId",
    "WorkPlan",
    WorkPlan,
    NewWorkPlan
);
