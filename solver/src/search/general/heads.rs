use super::desk::Desk;
use crate::lines::{Piece, Values};
use crate::master::{Staffing, Supply};

/// Heads at work by slot and by shift, and what they cost.
#[derive(Clone, Debug)]
pub struct Heads<'a> {
    supply: &'a Supply,
    slots: Staffing<'a>,
    has_slots: bool,
    pub shifts: Vec<u32>,
    shift_cost: f64,
}

impl<'a> Heads<'a> {
    /// Nobody at work.
    pub fn none(desk: &'a Desk<'_>) -> Self {
        Self::none_under(desk, &desk.supply)
    }

    /// Nobody at work, under the costs of `supply`.
    pub fn none_under(desk: &Desk<'_>, supply: &'a Supply) -> Self {
        Heads {
            slots: Staffing::empty(supply),
            has_slots: !desk.problem.groups.is_empty(),
            shifts: vec![0; supply.shifts.len()],
            shift_cost: supply.shifts.iter().map(|row| row.cost(0)).sum(),
            supply,
        }
    }

    pub fn cost(&self) -> f64 {
        let slots = if self.has_slots {
            self.slots.cost()
        } else {
            0.0
        };
        slots + self.shift_cost
    }

    pub fn staffing(&self) -> &Staffing<'a> {
        &self.slots
    }

    pub fn add(&mut self, skill: usize, piece: &Piece) {
        self.slots.add(skill, &piece.cover);
        for &(limit, slot) in &piece.breaks {
            self.slots.add(self.supply.break_skill(limit), &[slot]);
        }
        for &entry in &piece.shifts {
            let row = &self.supply.shifts[entry];
            self.shift_cost -= row.worth(self.shifts[entry]);
            self.shifts[entry] += 1;
        }
    }

    pub fn remove(&mut self, skill: usize, piece: &Piece) {
        self.slots.remove(skill, &piece.cover);
        for &(limit, slot) in &piece.breaks {
            self.slots.remove(self.supply.break_skill(limit), &[slot]);
        }
        for &entry in &piece.shifts {
            let row = &self.supply.shifts[entry];
            self.shifts[entry] = self.shifts[entry].saturating_sub(1);
            self.shift_cost += row.worth(self.shifts[entry]);
        }
    }

    /// What one more head of a skill set saves.
    pub fn worth(&mut self, skill: usize) -> Values {
        let shifts = self.supply.shifts.iter().zip(&self.shifts);
        Values {
            slots: if self.has_slots {
                self.slots.worth(skill)
            } else {
                Vec::new()
            },
            shifts: shifts.map(|(row, &agents)| row.worth(agents)).collect(),
            breaks: (0..self.supply.break_limits)
                .map(|limit| self.slots.worth(self.supply.break_skill(limit)))
                .collect(),
        }
    }

    /// Cost of an entry of the shift demand.
    pub fn shift_cost(&self, entry: usize) -> f64 {
        self.supply.shifts[entry].cost(self.shifts[entry])
    }
}
