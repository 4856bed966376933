//! `/skills`.

use super::resource::root_routes;
use crate::http::PageParams;

root_routes!(
    "/skills",
    "/skills/{skillId}",
    "skillId",
    PageParams,
    "Skill",
    Skill,
    NewSkill
);
