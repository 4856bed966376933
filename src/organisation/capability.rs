//! Who can serve what.

use super::agents::Agent;
use super::planning_groups::PlanningGroup;

/// Whether the agent holds all skills of one of the group's route paths at least.
pub fn can_serve(agent: &Agent, group: &PlanningGroup) -> bool {
    let held: Vec<&String> = agent.skills.iter().map(|held| &held.skill_id).collect();
    skills_suffice(&held, group)
}

/// Whether these skills suffice for one of the group's route paths at least.
pub fn skills_suffice(held: &[&String], group: &PlanningGroup) -> bool {
    let mut paths = group.route_paths.iter();
    paths.any(|path| path.skill_ids.iter().all(|needed| held.contains(&needed)))
}
