//! `/business-units/{businessUnitId}/planning-groups`.

use super::resource::nested_routes;

nested_routes!(
    under NewBusinessUnit,
    "business-units",
    "planning-groups",
    "/business-units/{businessUnitId}/planning-groups",
    "/business-units/{businessUnitId}/planning-groups/{planningGroupId}",
    "businessUnitId",
    "planningGroupId",
    "PlanningGroup",
    PlanningGroup,
    NewPlanningGroup
);
