//! Who can serve what.

use super::agents::Agent;
use super::planning_groups::PlanningGroup;

/// Whether the agent holds all skills of one of the group's route paths at least.
pub fn can_serve(agent: &Agent, group: &PlanningGroup) -> bool {
    group.route_paths.iter().any(|path| {
        path.skill_ids
            .iter()
            .all(|needed| agent.skills.iter().any(|held| &held.skill_id == needed))
    })
}
