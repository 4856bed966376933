//! `/business-units/{businessUnitId}/activity-codes`.

use super::resource::nested_routes;

nested_routes!(
    under NewBusinessUnit,
    "business-units",
    "activity-codes",
    "/business-units/{businessUnitId}/activity-codes",
    "/business-units/{businessUnitId}/activity-codes/{activityCodeId}",
    "businessUnitId",
    "activityCodeId",
    "ActivityCode",
    ActivityCode,
    NewActivityCode
);
