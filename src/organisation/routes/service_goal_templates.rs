//! `/business-units/{businessUnitId}/service-goal-templates`.

use super::resource::nested_routes;

nested_routes!(
    under NewBusinessUnit,
    "business-units",
    "service-goal-templates",
    "/business-units/{businessUnitId}/service-goal-templates",
    "/business-units/{businessUnitId}/service-goal-templates/{serviceGoalTemplateId}",
    "businessUnitId",
    "serviceGoalTemplateId",
    "ServiceGoalTemplate",
    ServiceGoalTemplate,
    NewServiceGoalTemplate
);
