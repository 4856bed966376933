//! Sets of skills that a request names, as the planning groups they suffice for.

use std::collections::BTreeSet;

use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{PlanningGroup, list_skills, skills_suffice};
use crate::tenancy::Scope;

/// Skills there are, and planning groups that may be meant.
pub(super) struct SkillSets {
    skills: BTreeSet<String>,
    groups: Vec<PlanningGroup>,
}

impl SkillSets {
    /// Reads the skills.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) fn new(
        conn: &mut Conn<'_>,
        scope: &Scope,
        groups: Vec<PlanningGroup>,
    ) -> Result<Self, Failure> {
        let skills = list_skills(conn, scope)?.into_iter();
        Ok(Self {
            skills: skills.map(|skill| skill.id.clone()).collect(),
            groups,
        })
    }

    /// The planning groups that may be meant.
    pub(super) fn groups(&self) -> &[PlanningGroup] {
        &self.groups
    }

    /// Puts the planning groups that skills suffice for in the place of those that were not named. Notes at `at` when both
    /// are named or neither is, a skill that is none, and skills that suffice for nothing.
    pub(super) fn fill(
        &self,
        planning_group_ids: &mut Vec<String>,
        skill_ids: &[String],
        at: &str,
        faults: &mut Faults,
    ) {
        let is_one = planning_group_ids.is_empty() != skill_ids.is_empty();
        faults.require(
            is_one,
            format!("{at}/planningGroupIds"),
            "incomplete",
            "name planningGroupIds or skillIds that suffice for one, and not both",
        );
        if !is_one || skill_ids.is_empty() {
            return;
        }
        for (place, id) in skill_ids.iter().enumerate() {
            faults.require(
                self.skills.contains(id),
                format!("{at}/skillIds/{place}"),
                "not-found",
                "there is no such skill; list them to see the ids there are",
            );
        }
        let held: Vec<&String> = skill_ids.iter().collect();
        let served = self.groups.iter();
        let served = served.filter(|group| skills_suffice(&held, group));
        planning_group_ids.extend(served.map(|group| group.id.clone()));
        faults.require(
            !planning_group_ids.is_empty(),
            format!("{at}/skillIds"),
            "serves-nothing",
            "these skills suffice for no route path of a planning group; add what is missing",
        );
    }
}
