//! `/agents`.

use super::resource::{ListingByManagementUnit, root_routes};

root_routes!(
    "/agents",
    "/agents/{agentId}",
    "agentId",
    ListingByManagementUnit,
    "Agent",
    Agent,
    NewAgent
);
