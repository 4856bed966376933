//! Heads missing when agents with several skills are split as well as can be.

use std::collections::VecDeque;

/// Heads below this are rounding.
const TINY: f64 = 1e-9;

/// Agents who can serve the same planning groups.
#[derive(Clone, Debug)]
pub struct AgentClass<'a> {
    /// Positions of the planning groups they can serve.
    pub groups: &'a [usize],
    /// How many they are, parts included.
    pub heads: f64,
}

/// Required heads that no split of the agents fills: all that is required less a largest flow from classes to groups.
/// Source: Ford and Fulkerson (1956); augmenting paths are shortest (Edmonds and Karp 1972), so it ends.
pub fn shortage(classes: &[AgentClass<'_>], required: &[f64]) -> f64 {
    Flow::largest(classes, required).missing.iter().sum()
}

/// Heads of each group: as many as are required, as far as the agents suffice, and of those to spare a part that is as large
/// as the group's of all that is required of their groups; equal parts where nothing is.
pub fn split_heads(classes: &[AgentClass<'_>], required: &[f64]) -> Vec<f64> {
    let flow = Flow::largest(classes, required);
    let mut heads = vec![0.0; required.len()];
    for (position, class) in classes.iter().enumerate() {
        let asked = |group: &usize| required.get(*group).copied().unwrap_or(0.0);
        let all: f64 = class.groups.iter().map(asked).sum();
        let free = flow.free.get(position).copied().unwrap_or(0.0);
        for group in class.groups {
            let part = if all > 0.0 {
                asked(group) / all
            } else {
                1.0 / class.groups.len().max(1) as f64
            };
            if let Some(sum) = heads.get_mut(*group) {
                *sum += flow.heads(position, *group) + free * part;
            }
        }
    }
    heads
}

struct Flow<'a> {
    classes: &'a [AgentClass<'a>],
    /// Heads by class and group.
    given: Vec<Vec<f64>>,
    /// Heads of a class that serve nobody yet.
    free: Vec<f64>,
    /// Heads a group still lacks.
    missing: Vec<f64>,
}

/// A place on an augmenting path.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Class(usize),
    Group(usize),
}

impl<'a> Flow<'a> {
    fn largest(classes: &'a [AgentClass<'a>], required: &[f64]) -> Self {
        let mut flow = Flow {
            given: vec![vec![0.0; required.len()]; classes.len()],
            free: classes.iter().map(|class| class.heads).collect(),
            missing: required.to_vec(),
            classes,
        };
        while flow.augment() {}
        flow
    }

    fn heads(&self, class: usize, group: usize) -> f64 {
        let given = self.given.get(class).and_then(|row| row.get(group));
        given.copied().unwrap_or(0.0)
    }

    fn give(&mut self, class: usize, group: usize, heads: f64) {
        let cell = self.given.get_mut(class).and_then(|row| row.get_mut(group));
        if let Some(cell) = cell {
            *cell += heads;
        }
    }

    /// Moves heads along a shortest path from a class with free heads to a group that lacks some; `false` when there is
    /// none.
    fn augment(&mut self) -> bool {
        let mut came_from: Vec<(Place, Option<usize>)> = Vec::new();
        let mut waiting = VecDeque::new();
        for (class, free) in self.free.iter().enumerate() {
            if *free > TINY {
                came_from.push((Place::Class(class), None));
                waiting.push_back(came_from.len() - 1);
            }
        }
        while let Some(index) = waiting.pop_front() {
            let Some(&(place, _)) = came_from.get(index) else {
                return false;
            };
            match place {
                Place::Group(group) => {
                    if self.missing.get(group).is_some_and(|lack| *lack > TINY) {
                        self.push_along(&path_to(&came_from, index));
                        return true;
                    }
                    for class in 0..self.classes.len() {
                        let next = Place::Class(class);
                        let seen = came_from.iter().any(|(place, _)| *place == next);
                        if !seen && self.heads(class, group) > TINY {
                            came_from.push((next, Some(index)));
                            waiting.push_back(came_from.len() - 1);
                        }
                    }
                }
                Place::Class(class) => {
                    let groups = self.classes.get(class).map_or(&[][..], |one| one.groups);
                    for group in groups {
                        let next = Place::Group(*group);
                        if !came_from.iter().any(|(place, _)| *place == next) {
                            came_from.push((next, Some(index)));
                            waiting.push_back(came_from.len() - 1);
                        }
                    }
                }
            }
        }
        false
    }

    /// The path begins at a class and ends at a group.
    fn push_along(&mut self, path: &[Place]) {
        let (Some(Place::Class(first)), Some(Place::Group(last))) = (path.first(), path.last())
        else {
            return;
        };
        let free = self.free.get(*first).copied().unwrap_or(0.0);
        let mut heads = free.min(self.missing.get(*last).copied().unwrap_or(0.0));
        for pair in path.windows(2) {
            if let [Place::Group(group), Place::Class(class)] = pair {
                heads = heads.min(self.heads(*class, *group));
            }
        }
        for pair in path.windows(2) {
            match pair {
                [Place::Class(class), Place::Group(group)] => self.give(*class, *group, heads),
                [Place::Group(group), Place::Class(class)] => self.give(*class, *group, -heads),
                _ => {}
            }
        }
        if let Some(free) = self.free.get_mut(*first) {
            *free -= heads;
        }
        if let Some(missing) = self.missing.get_mut(*last) {
            *missing -= heads;
        }
    }
}

fn path_to(came_from: &[(Place, Option<usize>)], end: usize) -> Vec<Place> {
    let mut path = Vec::new();
    let mut at = Some(end);
    while let Some(&(place, before)) = at.and_then(|index| came_from.get(index)) {
        path.push(place);
        at = before;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(groups: &[usize], heads: f64) -> AgentClass<'_> {
        AgentClass { groups, heads }
    }

    #[test]
    fn who_can_serve_both_goes_where_nobody_else_can() {
        let classes = [class(&[0, 1], 2.0), class(&[0], 1.0)];
        assert_eq!(shortage(&classes, &[1.0, 2.0]), 0.0);
        assert_eq!(shortage(&classes, &[2.0, 2.0]), 1.0);
    }

    #[test]
    fn a_chain_of_skills_passes_heads_on() {
        let classes = [
            class(&[0, 1], 1.0),
            class(&[1, 2], 1.0),
            class(&[2, 3], 1.0),
            class(&[0], 1.0),
        ];
        // The last class pushes everybody one group on.
        assert_eq!(shortage(&classes, &[1.0, 1.0, 1.0, 1.0]), 0.0);
        assert_eq!(shortage(&classes, &[0.0, 0.0, 0.0, 3.0]), 2.0);
    }

    #[test]
    fn what_is_required_is_split_first_and_the_rest_by_what_is_asked() {
        let classes = [class(&[0, 1], 4.0), class(&[0], 1.0)];
        // Both groups have what they ask for; of the two heads to spare that serve both, a third goes to the first.
        let split = split_heads(&classes, &[1.0, 2.0]);
        assert!((split.iter().sum::<f64>() - 5.0).abs() < 1e-12, "{split:?}");
        assert!(split[0] >= 1.0 && split[1] >= 2.0, "{split:?}");
        assert_eq!(split_heads(&classes, &[0.0, 0.0]), [3.0, 2.0]);
        assert_eq!(split_heads(&[], &[1.0]), [0.0]);
    }

    #[test]
    fn parts_of_heads_count_and_nobody_means_all_is_missing() {
        assert_eq!(shortage(&[], &[1.5]), 1.5);
        assert!((shortage(&[class(&[0], 0.75)], &[1.0]) - 0.25).abs() < 1e-12);
    }
}
