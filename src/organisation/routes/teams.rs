//! `/teams`.

use super::resource::{ListingByManagementUnit, root_routes};

root_routes!(
    "/teams",
    "/teams/{teamId}",
    "teamId",
    ListingByManagementUnit,
    "Team",
    Team,
    NewTeam
);
