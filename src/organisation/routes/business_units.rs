//! `/business-units`.

use super::resource::root_routes;
use crate::http::PageParams;

root_routes!(
    "/business-units",
    "/business-units/{businessUnitId}",
    "businessUnitId",
    PageParams,
    "BusinessUnit",
    BusinessUnit,
    NewBusinessUnit
);
