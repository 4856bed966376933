use std::collections::HashSet;

use super::specification::{Contract, ShiftKind};
use crate::problem::{Agent, DayIndex, GroupIndex, PlanIndex, Problem, Slot};
use crate::shifts::{Pattern, ShiftOption, StaffedShift, options_on};

/// Agents who are only counted: one work plan, one set of skills.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StaffClass {
    pub(super) plan: PlanIndex,
    /// Ascending.
    pub(super) groups: Vec<GroupIndex>,
    pub(super) cost_per_agent: f64,
    pub(super) least: u32,
    pub(super) most: u32,
    /// Agents who are not there, by day.
    pub(super) away: Vec<u32>,
    /// Slots by which absences lower the least and the most paid slots of a week, of all agents together.
    pub(super) absent_slots: Vec<(f64, f64)>,
}

impl StaffClass {
    pub(super) fn of_contract(contract: &Contract, days: usize) -> Self {
        StaffClass {
            plan: contract.plan,
            groups: ascending(&contract.groups),
            cost_per_agent: contract.cost_per_agent,
            least: contract.minimum_agents,
            most: contract.maximum_agents,
            away: vec![0; days],
            absent_slots: Vec::new(),
        }
    }

    /// A class of a roster's agents, of which there are just so many as there are.
    pub(super) fn of_agents(problem: &Problem, plan: PlanIndex, groups: &[GroupIndex]) -> Self {
        let mut class = StaffClass {
            plan,
            groups: ascending(groups),
            cost_per_agent: 0.0,
            least: 0,
            most: 0,
            away: vec![0; problem.days.len()],
            absent_slots: vec![(0.0, 0.0); problem.days.last().map_or(0, |day| day.week + 1)],
        };
        let rules = &problem.plans[plan];
        let slot = f64::from(problem.slot_minutes);
        for agent in &problem.agents {
            if agent.plan != plan || ascending(&agent.groups) != class.groups {
                continue;
            }
            class.least += 1;
            for (day, away) in class.away.iter_mut().enumerate() {
                *away += u32::from(is_away(problem, agent, day));
            }
            for (lowered, &minutes) in class
                .absent_slots
                .iter_mut()
                .zip(&agent.paid_absence_minutes)
            {
                lowered.0 += f64::from(minutes.min(rules.minimum_paid_minutes_per_week)) / slot;
                lowered.1 += f64::from(minutes.min(rules.maximum_paid_minutes_per_week)) / slot;
            }
        }
        class.most = class.least;
        class
    }
}

/// Absent for the whole day. An absence of a part of it is left out: the bound stays one.
fn is_away(problem: &Problem, agent: &Agent, day: DayIndex) -> bool {
    let date = &problem.days[day];
    let covers = |range: &crate::problem::SlotRange| {
        range.start <= date.first_slot && date.end_slot() <= range.end
    };
    agent.days_off.contains(&day) || agent.unavailable.iter().any(covers)
}

pub(super) fn ascending(groups: &[GroupIndex]) -> Vec<GroupIndex> {
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// A shift with its breaks in place, as a number of agents of one class may work it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacedShift {
    pub(super) class: usize,
    pub(super) day: DayIndex,
    pub(super) option: ShiftOption,
    /// Starts of the activities, counted from the shift's start.
    pub(super) starts: Vec<usize>,
}

/// What may be worked by whom: the classes and the shifts of their plans.
pub(super) struct Catalogue<'a> {
    pub(super) problem: &'a Problem,
    pub(super) classes: Vec<StaffClass>,
    /// By plan: its patterns.
    pub(super) patterns: Vec<Vec<Pattern>>,
    /// By plan, then day.
    pub(super) options: Vec<Vec<Vec<ShiftOption>>>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn new(problem: &'a Problem, classes: Vec<StaffClass>) -> Self {
        let patterns: Vec<Vec<Pattern>> = problem
            .plans
            .iter()
            .map(|plan| Pattern::of_plan(problem, plan))
            .collect();
        let options = problem
            .plans
            .iter()
            .zip(&patterns)
            .map(|(plan, patterns)| {
                (0..problem.days.len())
                    .map(|day| options_on(problem, plan, patterns, day))
                    .collect()
            })
            .collect();
        Catalogue {
            problem,
            classes,
            patterns,
            options,
        }
    }

    /// Each of the shifts once, by the class of its agents.
    pub(super) fn placed(&self, shifts: &[StaffedShift]) -> Vec<PlacedShift> {
        let mut known = HashSet::new();
        let class = |shift: &StaffedShift| {
            let mut classes = self.classes.iter();
            classes.position(|class| class.plan == shift.plan && class.groups == shift.groups)
        };
        let new = shifts.iter().filter(|shift| known.insert(*shift));
        new.filter_map(|shift| {
            Some(PlacedShift {
                class: class(shift)?,
                day: shift.day,
                option: shift.option,
                starts: shift.starts.clone(),
            })
        })
        .collect()
    }

    /// Shifts by class, day, start and length.
    pub(super) fn candidates(&self) -> usize {
        let of_class =
            |class: &StaffClass| self.options[class.plan].iter().map(Vec::len).sum::<usize>();
        self.classes.iter().map(of_class).sum()
    }

    pub(super) fn kind(&self, day: DayIndex, option: &ShiftOption) -> ShiftKind {
        ShiftKind::of(self.problem, day, option.start, option.slots)
    }

    /// The slot after the last that any shift reaches; at least the horizon.
    pub(super) fn end_slot(&self) -> Slot {
        let ends = self.options.iter().flatten().flatten();
        ends.map(ShiftOption::end)
            .max()
            .unwrap_or(0)
            .max(self.problem.horizon_slots())
    }

    /// Slots of the horizon in which agents on this shift are on queue.
    pub(super) fn cover(&self, shift: &PlacedShift) -> Vec<Slot> {
        let plan = self.classes[shift.class].plan;
        let activities = &self.patterns[plan][shift.option.pattern].activities;
        let first = shift.option.start;
        let is_away = |slot: Slot| {
            let mut placed = activities.iter().zip(&shift.starts);
            placed.any(|(activity, start)| {
                (first + start..first + start + activity.slots).contains(&slot)
            })
        };
        let end = shift.option.end().min(self.problem.horizon_slots());
        (first..end).filter(|&slot| !is_away(slot)).collect()
    }
}
