//! Heads against what is required for the rest of the day: where proposals look for what to change. What a change is worth
//! is for the simulation to say; this only finds it, and so is as quick as it is coarse.

use std::collections::BTreeMap;

use super::day::RunningDay;
use super::group::GroupOfDay;
use super::open_intervals::{HeadsByInterval, OpenIntervals};
use super::plan::{PlanOfDay, on_queue};
use crate::coverage::{AgentClass, shortage, split_heads};
use crate::db::Instant;

/// Expected heads by class of agents and interval, and heads required.
#[derive(Clone, Debug)]
pub(super) struct Shortfall {
    open: OpenIntervals,
    /// What the agents of a class serve.
    classes: Vec<Vec<usize>>,
    /// By agent of the day.
    class_of: Vec<usize>,
    /// By interval, then class.
    heads: Vec<Vec<f64>>,
    /// By interval, then group; nothing before the present.
    required: Vec<Vec<f64>>,
    /// Heads missing by interval.
    missing: Vec<f64>,
}

impl Shortfall {
    /// The rest of the day under a plan.
    pub fn new(day: &RunningDay, plan: &PlanOfDay) -> Self {
        let mut positions: BTreeMap<&[usize], usize> = BTreeMap::new();
        let mut class_of = Vec::new();
        for agent in &day.agents {
            let next = positions.len();
            class_of.push(*positions.entry(&agent.serves).or_insert(next));
        }
        let mut classes = vec![Vec::new(); positions.len()];
        for (serves, position) in &positions {
            if let Some(class) = classes.get_mut(*position) {
                *class = serves.to_vec();
            }
        }
        let intervals = day.grid.intervals();
        let now = day.now();
        let required = (0..intervals).map(|index| {
            let of = |group: &GroupOfDay| {
                let heads = group.required.get(index).copied().filter(|_| index >= now);
                f64::from(heads.unwrap_or(0))
            };
            day.groups.iter().map(of).collect()
        });
        let mut found = Self {
            open: OpenIntervals {
                start: day.grid.start(),
                interval_minutes: day.grid.interval_minutes(),
                intervals,
                as_of: day.as_of,
            },
            heads: vec![vec![0.0; classes.len()]; intervals],
            required: required.collect(),
            missing: vec![0.0; intervals],
            classes,
            class_of,
        };
        found.count(day, plan);
        found
    }

    fn count(&mut self, day: &RunningDay, plan: &PlanOfDay) {
        for (position, agent) in day.agents.iter().enumerate() {
            let shifts = plan
                .shifts
                .get(position)
                .map(Vec::as_slice)
                .unwrap_or_default();
            for stretch in on_queue(shifts, day.as_of, day.grid.end()) {
                self.add(position, &self.share(stretch, agent.presence));
            }
        }
        for asked in &plan.asked {
            let presence = day
                .agents
                .get(asked.agent)
                .map_or(0.0, |agent| agent.presence);
            let sign = if asked.is_work { 1.0 } else { -1.0 };
            let heads = sign * presence * asked.acceptance;
            let stretch = (asked.start_at, asked.end_at.min(day.grid.end()));
            self.add(asked.agent, &self.share(stretch, heads));
        }
        for group in 0..day.groups.len() {
            for (index, heads) in plan.lent_heads(day, group).into_iter().enumerate() {
                self.lend(index, group, heads);
            }
        }
        for index in 0..self.open.intervals {
            self.settle(index);
        }
    }

    /// Takes heads from the classes that serve a group, those with the fewest skills first.
    fn lend(&mut self, index: usize, group: usize, heads: f64) {
        let mut order: Vec<usize> = (0..self.classes.len()).collect();
        order.retain(|class| {
            self.classes
                .get(*class)
                .is_some_and(|one| one.contains(&group))
        });
        order.sort_by_key(|class| self.classes.get(*class).map_or(0, Vec::len));
        let mut owed = heads;
        for class in order {
            let own = self.heads.get_mut(index).and_then(|row| row.get_mut(class));
            if let Some(own) = own {
                let taken = owed.min(own.max(0.0));
                *own -= taken;
                owed -= taken;
            }
        }
    }

    /// Heads of a stretch in what is left of the intervals it touches.
    pub fn share(&self, stretch: (Instant, Instant), heads: f64) -> HeadsByInterval {
        self.open.share(stretch, heads)
    }

    fn add(&mut self, agent: usize, heads: &HeadsByInterval) {
        let Some(&class) = self.class_of.get(agent) else {
            return;
        };
        for (index, heads) in heads {
            let place = self
                .heads
                .get_mut(*index)
                .and_then(|row| row.get_mut(class));
            if let Some(place) = place {
                *place += heads;
            }
        }
    }

    /// Makes a change of an agent's heads.
    pub fn apply(&mut self, agent: usize, heads: &HeadsByInterval) {
        self.add(agent, heads);
        for (index, _) in heads {
            self.settle(*index);
        }
    }

    fn settle(&mut self, index: usize) {
        let missing = self.missing_with(index, None);
        if let Some(place) = self.missing.get_mut(index) {
            *place = missing;
        }
    }

    fn missing_with(&self, index: usize, change: Option<(usize, f64)>) -> f64 {
        let classes = self.classes_at(index, change);
        let required = self
            .required
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        shortage(&classes, required)
    }

    fn classes_at(&self, index: usize, change: Option<(usize, f64)>) -> Vec<AgentClass<'_>> {
        let heads = self.heads.get(index).into_iter().flatten();
        let classes = self.classes.iter().zip(heads).enumerate();
        classes
            .map(|(class, (groups, heads))| {
                let more = change.filter(|(changed, _)| *changed == class);
                AgentClass {
                    groups,
                    heads: (heads + more.map_or(0.0, |(_, heads)| heads)).max(0.0),
                }
            })
            .collect()
    }

    /// Head-minutes missing less once an agent's heads change; several changes of one interval are taken together.
    pub fn gain(&self, agent: usize, heads: &HeadsByInterval) -> f64 {
        let Some(&class) = self.class_of.get(agent) else {
            return 0.0;
        };
        let mut together: BTreeMap<usize, f64> = BTreeMap::new();
        for (index, heads) in heads {
            *together.entry(*index).or_default() += heads;
        }
        together
            .into_iter()
            .map(|(index, heads)| {
                let before = self.missing.get(index).copied().unwrap_or(0.0);
                let fewer = before - self.missing_with(index, Some((class, heads)));
                fewer * self.open.minutes_left(index)
            })
            .sum()
    }

    /// Heads missing in an interval, over all planning groups.
    pub fn missing(&self, index: usize) -> f64 {
        self.missing.get(index).copied().unwrap_or(0.0)
    }

    /// Heads of each planning group in an interval, agents of several groups split as well as can be.
    pub fn heads_of_groups(&self, index: usize) -> Vec<f64> {
        let required = self
            .required
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        split_heads(&self.classes_at(index, None), required)
    }

    /// Heads to spare in an interval: none where any are missing.
    pub fn spare(&self, index: usize) -> f64 {
        if self.missing(index) > 0.0 {
            return 0.0;
        }
        let heads: f64 = self.heads.get(index).into_iter().flatten().sum();
        let required: f64 = self.required.get(index).into_iter().flatten().sum();
        (heads - required).max(0.0)
    }
}
