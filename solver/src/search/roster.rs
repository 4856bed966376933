use super::arena::Arena;
use super::control::Control;
use crate::columns::{Column, Pricer};
use crate::master::{Staffing, Supply};
use crate::shifts::StaffedShift;

/// A whole roster in the making: one line an agent, at its class, and the staffing they add up to.
#[derive(Clone)]
pub struct Roster<'a> {
    pub lines: Vec<Column>,
    pub staffing: Staffing<'a>,
}

impl<'a> Roster<'a> {
    /// Every agent in turn takes the line worth most given those before.
    pub fn greedy(arena: &'a Arena<'_>, pricer: &mut Pricer, control: &mut Control<'_>) -> Self {
        let mut roster = Roster {
            lines: Vec::new(),
            staffing: Staffing::empty(&arena.supply),
        };
        for &class in &arena.class_of {
            let worth = roster.staffing.worth(arena.skill_of(class));
            control.work.pricings += 1;
            // Arena made sure that every class has a line.
            let column = pricer
                .best(&arena.courses[class], class, &worth)
                .map(|priced| priced.column);
            let column = column.unwrap_or_else(|| {
                Column::new(class, &arena.courses[class], Vec::new(), 0.0, arena.slots())
            });
            roster.staffing.add(arena.skill_of(class), &column.cover);
            roster.lines.push(column);
        }
        roster
    }

    /// The roster that hands lines of each class to its agents in order.
    pub fn from_lines(arena: &'a Arena<'_>, by_class: Vec<Vec<Column>>) -> Option<Self> {
        let mut slots: Vec<Option<Column>> = vec![None; arena.class_of.len()];
        for (class, lines) in arena.classes.iter().zip(by_class) {
            for (&agent, line) in class.agents.iter().zip(lines) {
                slots[agent] = Some(line);
            }
        }
        let lines = slots.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Roster::of(arena, &arena.supply, lines))
    }

    /// The same lines, one an agent, under the costs of `supply`.
    pub fn of(arena: &Arena<'_>, supply: &'a Supply, lines: Vec<Column>) -> Self {
        let mut staffing = Staffing::empty(supply);
        for line in &lines {
            staffing.add(arena.skill_of(line.class), &line.cover);
        }
        Roster { lines, staffing }
    }

    /// Its shifts, without whose they are.
    pub fn shifts(&self, arena: &Arena<'_>) -> Vec<StaffedShift> {
        let of_line = |line: &Column| -> Vec<StaffedShift> {
            let (class, course) = (&arena.classes[line.class], &arena.courses[line.class]);
            let shifts = line.shifts.iter();
            shifts
                .map(|placed| StaffedShift {
                    plan: class.plan,
                    groups: class.groups.clone(),
                    day: placed.day,
                    option: course.days[placed.day].options[placed.option],
                    starts: placed.starts.clone(),
                })
                .collect()
        };
        self.lines.iter().flat_map(of_line).collect()
    }

    /// Staffing cost and price of relaxed minima.
    pub fn objective(&self) -> f64 {
        self.staffing.cost() + self.lines.iter().map(|line| line.cost).sum::<f64>()
    }
}
