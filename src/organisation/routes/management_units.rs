//! `/management-units`.

use super::resource::{ListingByBusinessUnit, root_routes};

root_routes!(
    "/management-units",
    "/management-units/{managementUnitId}",
    "managementUnitId",
    ListingByBusinessUnit,
    "ManagementUnit",
    ManagementUnit,
    NewManagementUnit
);
