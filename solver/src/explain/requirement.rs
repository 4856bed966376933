use crate::lines::{Book, Personal};
use crate::problem::{DayIndex, Problem, Slot, Wish};
use serde::{Deserialize, Serialize};

/// What a line is asked to contain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    tag = "kind",
    rename_all_fields = "camelCase"
)]
pub enum Requirement {
    /// A wish granted on a day.
    Granted {
        /// The day.
        day: DayIndex,
        /// The wish.
        wish: Wish,
    },
    /// A shift that starts on a day and is present in a slot.
    Present {
        /// The day.
        day: DayIndex,
        /// The slot.
        slot: Slot,
    },
}

impl Requirement {
    /// The day it is about.
    #[must_use]
    pub fn day(&self) -> DayIndex {
        match self {
            Requirement::Granted { day, .. } | Requirement::Present { day, .. } => *day,
        }
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Requirement::Granted { day, wish } => match wish {
                Wish::Shift(template) => format!("a shift {template:?} on day {day}"),
                Wish::NoShift(template) => format!("no shift {template:?} on day {day}"),
                Wish::Work => format!("a shift on day {day}"),
                Wish::DayOff => format!("day {day} off"),
            },
            Requirement::Present { day, slot } => {
                format!("a shift of day {day} that is present in slot {slot}")
            }
        }
    }

    /// Bars everything else on its day.
    pub(crate) fn require(&self, problem: &Problem, book: &Book, personal: &mut Personal) {
        let day = self.day();
        let plan = &problem.plans[book.plan];
        let off_grants = match self {
            Requirement::Granted { wish, .. } => wish.is_granted_by(None),
            Requirement::Present { .. } => false,
        };
        if !off_grants {
            personal.off_cost[day] = f64::INFINITY;
        }
        let options = book.days[day].options.iter();
        for (option, cost) in options.zip(&mut personal.option_cost[day]) {
            let grants = match self {
                Requirement::Granted { wish, .. } => {
                    wish.is_granted_by(Some(&plan.shifts[option.template].id))
                }
                Requirement::Present { slot, .. } => (option.start..option.end()).contains(slot),
            };
            if !grants {
                *cost = f64::INFINITY;
            }
        }
    }
}
