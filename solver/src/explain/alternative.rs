use serde::{Deserialize, Serialize};

use super::difference::{Difference, difference};
use crate::lines::{Around, Duty, Effort, Order, Personal, Piece, Pricer, Values};
use crate::problem::{AgentIndex, DayIndex, Line};
use crate::search::general::{self, Desk, Roster};

/// Another line of an agent, all others held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// The line.
    pub line: Line,
    /// Days on which it differs from the agent's.
    pub days: Vec<DayIndex>,
    /// What the roster would cost more with it, and where; below 0 it would be better.
    pub difference: Difference,
}

/// An agent in a roster, all others held: heads are worth what one more of them saves, slot by slot, and since a line covers
/// a slot once, the worth of a line is exactly what the objective falls by.
pub(crate) struct Seated<'d, 'p> {
    pub desk: &'d Desk<'p>,
    pub roster: Roster<'d>,
    pub agent: AgentIndex,
    values: Values,
}

impl<'d, 'p> Seated<'d, 'p> {
    pub fn new(desk: &'d Desk<'p>, roster: Roster<'d>, agent: AgentIndex) -> Self {
        let skill = desk.skill(desk.class_of[agent]);
        let mut without = roster.heads.clone();
        without.remove(skill, &roster.lines[agent].piece);
        let mut values = without.worth(skill);
        values.slots.resize(desk.reached.len(), 0.0);
        Seated {
            desk,
            agent,
            values,
            roster,
        }
    }

    pub fn class(&self) -> usize {
        self.desk.class_of[self.agent]
    }

    /// The agent's line.
    pub fn now(&self) -> &Piece {
        &self.roster.lines[self.agent].piece
    }

    /// What a line saves.
    pub fn worth(&self, piece: &Piece) -> f64 {
        self.values.of(piece) - piece.cost
    }

    /// The best line with what is barred in `personal` left out, and a slot worth `bonus` more.
    pub fn best(
        &self,
        pricer: &mut Pricer,
        personal: &Personal,
        bonus: Option<(usize, f64)>,
    ) -> Option<Piece> {
        let mut values = self.values.clone();
        if let Some((slot, more)) = bonus {
            values.slots[slot] += more;
        }
        let order = Order {
            personal,
            ..self.desk.order(self.class(), 0, Around::Nothing)
        };
        let quote = pricer.best(&order, 0..self.desk.days(), &values, Effort::Exact)?;
        Some(quote.piece)
    }

    /// The best line that has other shifts than the agent's on some day; the earliest day first among equals.
    pub fn best_other(&self, pricer: &mut Pricer) -> Option<Piece> {
        let own = &self.desk.personal[self.class()];
        if let Some(best) = self.best(pricer, own, None)
            && !same_shifts(&best.duties, &self.now().duties)
        {
            return Some(best);
        }
        let mut found: Option<(Piece, f64)> = None;
        for (day, duty) in self.now().duties.iter().enumerate() {
            let mut barred = own.clone();
            match duty {
                Some(duty) => barred.option_cost[day][duty.option] = f64::INFINITY,
                None => barred.off_cost[day] = f64::INFINITY,
            }
            let Some(piece) = self.best(pricer, &barred, None) else {
                continue;
            };
            let worth = self.worth(&piece);
            if found.as_ref().is_none_or(|(_, most)| worth > *most) {
                found = Some((piece, worth));
            }
        }
        found.map(|(piece, _)| piece)
    }

    /// What taking a line instead would mean; none when it breaks a hard rule.
    pub fn alternative(&self, piece: &Piece) -> Option<Alternative> {
        let (desk, class) = (self.desk, self.class());
        let line = general::Line::new(desk, class, piece.duties.clone())?;
        let mut after = self.roster.clone();
        after.replace(desk, self.agent, line);
        let days = changed_days(&self.now().duties, &piece.duties);
        Some(Alternative {
            line: piece.line(desk.problem, desk.book(class), self.agent),
            days,
            difference: difference(desk, &self.roster, &after),
        })
    }
}

/// Whether two lines have the same shifts, wherever their breaks are.
fn same_shifts(a: &[Option<Duty>], b: &[Option<Duty>]) -> bool {
    let options = |duties: &[Option<Duty>]| -> Vec<Option<usize>> {
        duties
            .iter()
            .map(|duty| duty.as_ref().map(|duty| duty.option))
            .collect()
    };
    options(a) == options(b)
}

/// Days on which two lines differ, be it in their breaks.
pub(crate) fn changed_days(before: &[Option<Duty>], after: &[Option<Duty>]) -> Vec<DayIndex> {
    let pairs = before.iter().zip(after).enumerate();
    pairs
        .filter(|(_, (before, after))| before != after)
        .map(|(day, _)| day)
        .collect()
}
