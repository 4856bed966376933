use std::ops::Range;

use crate::problem::GroupIndex;

/// The pairs of a skill set and a group it serves, numbered: what flows over which is kept by these numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillLinks {
    /// Skill set and group of each link, ascending by skill set.
    ends: Vec<(usize, GroupIndex)>,
    /// The first link of each skill set, and the number of links.
    first: Vec<usize>,
    /// Links by group.
    to: Vec<Vec<usize>>,
}

impl SkillLinks {
    /// The links of these skill sets.
    #[must_use]
    pub fn new(skill_sets: &[Vec<GroupIndex>], groups: usize) -> Self {
        let (mut ends, mut first, mut to) = (Vec::new(), vec![0], vec![Vec::new(); groups]);
        for (set, served) in skill_sets.iter().enumerate() {
            for &group in served {
                to[group].push(ends.len());
                ends.push((set, group));
            }
            first.push(ends.len());
        }
        SkillLinks { ends, first, to }
    }

    /// Their number.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nobody serves anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The links of a skill set.
    #[must_use]
    pub fn of(&self, set: usize) -> Range<usize> {
        self.first[set]..self.first[set + 1]
    }

    /// The links to a group.
    pub fn to(&self, group: GroupIndex) -> impl Iterator<Item = usize> + '_ {
        self.to[group].iter().copied()
    }

    /// Skill set of a link.
    #[must_use]
    pub fn set(&self, link: usize) -> usize {
        self.ends[link].0
    }

    /// Group of a link.
    #[must_use]
    pub fn group(&self, link: usize) -> GroupIndex {
        self.ends[link].1
    }
}
