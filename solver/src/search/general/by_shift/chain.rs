use std::ops::Range;

use super::super::desk::Desk;
use super::super::parts::{GAIN, Search};
use super::super::roster::{Line, Roster};
use super::board::Board;
use super::cooling::Cooling;
use super::sheet::Sheet;
use crate::search::control::Control;

/// Changes drawn at one temperature.
const BATCH: usize = 1_000;

/// Changes drawn in the time of a step of the work limit.
pub const CHANGES_A_STEP: usize = 500;

/// What one lane anneals.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Changes drawn.
    pub changes: usize,
    /// Where the temperature begins, between the lowest (0) and the highest (1).
    pub heat: f64,
    /// Days that may change.
    pub days: Range<usize>,
    /// Where other lanes change the other days: the agents who may use up what their limits of the period leave.
    pub free: Option<Free>,
}

/// Every so-manieth agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    pub first: usize,
    pub each: usize,
}

impl Free {
    pub fn includes(self, agent: usize) -> bool {
        agent % self.each == self.first % self.each
    }
}

impl Search<'_, '_, '_> {
    /// Anneals what a task says of a roster, which is left as it was where nothing better was met. Returns the steps it took.
    pub fn anneal(
        &mut self,
        board: &Board,
        roster: &mut Roster<'_>,
        task: &Task,
        control: &mut Control<'_>,
    ) -> usize {
        let cooling = Cooling::new(board, self.desk.classes.len());
        let sheet = Sheet::new(self.desk, board, roster);
        let (Some(cooling), Some(mut sheet)) = (cooling, sheet) else {
            return 0;
        };
        let days = task.days.clone();
        if let Some(free) = task.free {
            sheet.keep_to(days.end, |agent| free.includes(agent));
        }
        if days.is_empty() || roster.lines.is_empty() {
            return 0;
        }
        let random = &mut *self.random;
        let batches = task.changes.div_ceil(BATCH);
        let mut best: (f64, Option<Vec<Vec<u32>>>) = (sheet.cost, None);
        let mut drawn = 0;
        for batch in 0..batches {
            if control.should_stop() {
                break;
            }
            let temperature = cooling.temperature(task.heat, batch as f64 / batches as f64);
            for _ in 0..BATCH {
                let sides = sheet.draw(&days, random);
                if sides > 0 {
                    sheet.try_change(sides, |dearer| {
                        dearer <= 0.0 || random.happens((-dearer / temperature).exp())
                    });
                }
            }
            drawn += BATCH;
            if sheet.cost < best.0 - GAIN {
                best = (sheet.cost, Some(sheet.all_places()));
            }
        }
        if let Some(lines) = best.1 {
            take(self.desk, board, roster, &lines);
        }
        drawn.div_ceil(CHANGES_A_STEP)
    }
}

/// Gives a roster's agents these lines.
fn take(desk: &Desk<'_>, board: &Board, roster: &mut Roster<'_>, lines: &[Vec<u32>]) {
    let before = roster.objective();
    let mut next = roster.clone();
    for (agent, places) in lines.iter().enumerate() {
        let class = desk.class_of[agent];
        let duties = board.write(desk, class, &next.lines[agent], places);
        let line = duties.and_then(|duties| Line::new(desk, class, duties));
        // Whatever the automaton allows the track allows.
        let Some(line) = line else { return };
        if line.piece.duties != next.lines[agent].piece.duties {
            next.replace(desk, agent, line);
        }
    }
    if next.objective() < before {
        *roster = next;
    }
}
